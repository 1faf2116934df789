# autograder: problem = two_layer_linear
# mistake: the output's bias is added in both layers, from a helper that takes the wrong key
# name: wrong-bias
# expect: forward.h wrong
# expect: forward.y_hat follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.h wrong-bias
import numpy as np

def affine(params, layer, inputs, bias="b2"):
    return np.dot(params["W" + layer], inputs) + params[bias]

def forward(x, params):
    h = affine(params, "1", x)
    return {"h": h, "y_hat": affine(params, "2", h)}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    dW2 = np.dot(dy_hat, cache["h"].T)
    db2 = np.sum(dy_hat)
    dh = np.dot(params["W2"].T, dy_hat)
    dW1 = np.dot(dh, x.T)
    db1 = np.sum(dh, axis=1, keepdims=True)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
