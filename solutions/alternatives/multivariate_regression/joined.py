"""Weights and bias in one vector, with ones below the inputs; the gradient from products of the data."""

import numpy as np


def forward(x, params):
    theta = np.hstack([params["w"], [[params["b"]]]])
    return {"y_hat": theta @ np.vstack([x, np.ones((1, x.shape[1]))])}


def loss(y_hat, y):
    m = y.shape[1]
    return (np.sum(y_hat**2) - 2 * np.sum(y_hat * y) + np.sum(y**2)) / m


def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    both = dy_hat @ np.vstack([x, np.ones((1, m))]).T
    dw, db = both[:, :-1], both[0, -1]
    return {"dy_hat": dy_hat, "dw": dw, "db": db}
