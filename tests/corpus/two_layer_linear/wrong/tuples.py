# autograder: problem = two_layer_linear
# mistake: tuples where dicts are asked; train works with them and is right
# expect: forward.* shape
# expect: backward.* shape
import numpy as np


def forward(x, params):
    h = params["W1"] @ x + params["b1"]
    y_hat = params["W2"] @ h + params["b2"]
    return y_hat, h


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def _gradients(x, y, params, y_hat, h):
    dy_hat = 2 * (y_hat - y) / x.shape[1]
    dh = params["W2"].T @ dy_hat
    return dh @ x.T, dh.sum(axis=1, keepdims=True), dy_hat @ h.T, dy_hat.sum()


def backward(x, y, params, cache):
    return _gradients(x, y, params, cache["y_hat"], cache["h"])


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        y_hat, h = forward(x, params)
        losses.append(loss(y_hat, y))
        dW1, db1, dW2, db2 = _gradients(x, y, params, y_hat, h)
        params = {
            "W1": params["W1"] - lr * dW1,
            "b1": params["b1"] - lr * db1,
            "W2": params["W2"] - lr * dW2,
            "b2": params["b2"] - lr * db2,
        }
    return params, losses
