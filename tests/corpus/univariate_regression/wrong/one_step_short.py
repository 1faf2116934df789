# autograder: problem = univariate_regression
# mistake: one step too few, and one loss too few
# name: one-step-short
# expect: train.params wrong
# expect: train.losses shape
# expect: train.converges correct
# named: train.params one-step-short
import numpy as np


def random_search(x, y, candidates):
    k = np.argmin([np.mean((w * x + b - y) ** 2) for w, b in candidates])
    return {"w": candidates[k, 0], "b": candidates[k, 1]}, np.mean((candidates[k, 0] * x + candidates[k, 1] - y) ** 2)


def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}


def train(x, y, params, lr, steps):
    losses = []
    i = 1
    while i < steps:
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"]}
        i += 1
    return params, losses
