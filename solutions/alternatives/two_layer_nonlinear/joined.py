"""Weights and bias of each layer in one matrix, with ones below the inputs; sums of products."""

import numpy as np


def sigmoid(z):
    return 1 - 1 / (1 + np.exp(z))


def forward(x, params):
    ones = np.ones((1, x.shape[1]))
    first = np.hstack([params["W1"], params["b1"]])
    second = np.hstack([params["W2"], [[params["b2"]]]])
    z1 = first @ np.vstack([x, ones])
    a1 = sigmoid(z1)
    return {"z1": z1, "a1": a1, "y_hat": second @ np.vstack([a1, ones])}


def loss(y_hat, y):
    m = y.shape[1]
    return (np.sum(y_hat**2) - 2 * np.sum(y_hat * y) + np.sum(y**2)) / m


def backward(x, y, params, cache):
    m = x.shape[1]
    ones = np.ones((1, m))
    dy_hat = 2 * (cache["y_hat"] - y) / m
    second = dy_hat @ np.vstack([cache["a1"], ones]).T
    da1 = params["W2"].T @ dy_hat
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    first = dz1 @ np.vstack([x, ones]).T
    dW2, db2 = second[:, :-1], second[0, -1]
    dW1, db1 = first[:, :-1], first[:, -1:]
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}
