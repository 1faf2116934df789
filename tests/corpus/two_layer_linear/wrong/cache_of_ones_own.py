# autograder: problem = two_layer_linear
# mistake: the inputs that forward keeps for backward are the wrong ones
# expect: backward.dW1 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
import numpy as np


def forward(x, params):
    h = params["W1"] @ x + params["b1"]
    return {"inputs": -x, "h": h, "y_hat": params["W2"] @ h + params["b2"]}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    dy_hat = 2 / x.shape[1] * (cache["y_hat"] - y)
    dh = params["W2"].T @ dy_hat
    return {
        "dy_hat": dy_hat,
        "dW2": dy_hat @ cache["h"].T,
        "db2": dy_hat.sum(),
        "dh": dh,
        "dW1": dh @ cache["inputs"].T,
        "db1": dh.sum(axis=1, keepdims=True),
    }


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: p - lr * grads["d" + k] for k, p in params.items()}
    return params, losses
