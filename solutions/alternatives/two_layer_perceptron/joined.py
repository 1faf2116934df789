"""Weights and bias of each layer in one matrix, with ones below the inputs; the loss from likelihoods."""

import numpy as np


def sigmoid(z):
    return 1 - 1 / (1 + np.exp(z))


def forward(x, params):
    ones = np.ones((1, x.shape[1]))
    first = np.hstack([params["W1"], params["b1"]])
    second = np.hstack([params["W2"], [[params["b2"]]]])
    z1 = first @ np.vstack([x, ones])
    a1 = sigmoid(z1)
    z2 = second @ np.vstack([a1, ones])
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}


def loss(y_hat, y):
    m = y.shape[1]
    likelihoods = y_hat**y * (1 - y_hat) ** (1 - y)
    return -np.sum(np.log(likelihoods)) / m


def backward(x, y, params, cache):
    m = x.shape[1]
    ones = np.ones((1, m))
    dz2 = (cache["y_hat"] - y) / m
    second = dz2 @ np.vstack([cache["a1"], ones]).T
    da1 = params["W2"].T @ dz2
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    first = dz1 @ np.vstack([x, ones]).T
    dW2, db2 = second[:, :-1], second[0, -1]
    dW1, db1 = first[:, :-1], first[:, -1:]
    return {"dz2": dz2, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}
