# autograder: problem = two_layer_linear
# mistake: an elementwise product where a matrix product belongs; dh without the transpose raises
# name: elementwise-for-matrix-product
# expect: backward.* raised
# expect: train.* follows
import numpy as np

def forward(x, params):
    h = params["W1"] @ x + params["b1"]
    return {"h": h, "y_hat": params["W2"] @ h + params["b2"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    grads = {}
    grads["dy_hat"] = 2 * (cache["y_hat"] - y) / x.shape[1]
    grads["dW2"] = grads["dy_hat"] * cache["h"]
    grads["db2"] = np.sum(grads["dy_hat"])
    grads["dh"] = params["W2"] @ grads["dy_hat"]
    grads["dW1"] = grads["dh"] @ x.T
    grads["db1"] = np.sum(grads["dh"], axis=1, keepdims=True)
    return grads

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
