# autograder: problem = two_layer_linear
# mistake: a further 1/m in every weight and bias gradient
# name: mean-twice
# expect: backward.dW2 wrong
# expect: backward.db2 wrong
# expect: backward.dW1 wrong
# expect: backward.db1 wrong
# expect: train.* follows
# named: backward.dW1 mean-twice
import numpy as np

def forward(x, params):
    h = np.dot(params["W1"], x) + params["b1"]
    y_hat = np.dot(params["W2"], h) + params["b2"]
    return {"h": h, "y_hat": y_hat}

def loss(y_hat, y):
    return np.sum((y_hat - y) ** 2) / y_hat.shape[1]

def _linear_backward(dZ, A_prev, W):
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db

def backward(x, y, params, cache):
    grads = {}
    grads["dy_hat"] = 2 * (cache["y_hat"] - y) / y.shape[1]
    grads["dh"], grads["dW2"], grads["db2"] = _linear_backward(grads["dy_hat"], cache["h"], params["W2"])
    _, grads["dW1"], grads["db1"] = _linear_backward(grads["dh"], x, params["W1"])
    return grads

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
