"""Everything from sums of the data; the candidates at once, one row each."""

import numpy as np


def random_search(x, y, candidates):
    m = x.shape[1]
    errors = candidates[:, :1] * x + candidates[:, 1:] - y
    losses = np.sum(errors**2, axis=1) / m
    best = np.argmin(losses)
    return {"w": candidates[best, 0], "b": candidates[best, 1]}, losses[best]


def loss(y_hat, y):
    m = y.shape[1]
    return (np.sum(y_hat**2) - 2 * np.sum(y_hat * y) + np.sum(y**2)) / m


def backward(x, y, params, cache):
    m = x.shape[1]
    dw = 2 / m * (params["w"] * np.sum(x**2) + params["b"] * np.sum(x) - np.sum(x * y))
    db = 2 / m * (params["w"] * np.sum(x) + m * params["b"] - np.sum(y))
    return {"dy_hat": 2 / m * (cache["y_hat"] - y), "dw": dw, "db": db}
