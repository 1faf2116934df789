"""Other calls of numpy: einsum, dot, broadcasting, argsort."""

import numpy as np


def random_search(x, y, candidates):
    predictions = candidates[:, :1] * x + candidates[:, 1:]
    losses = np.square(predictions - y).mean(axis=1)
    best = np.argsort(losses)[0]
    return {"w": candidates[best, 0], "b": candidates[best, 1]}, losses[best]


def forward(x, params):
    return {"y_hat": np.add(np.multiply(x, params["w"]), params["b"])}


def loss(y_hat, y):
    difference = np.subtract(y_hat, y).ravel()
    return np.dot(difference, difference) / difference.size


def backward(x, y, params, cache):
    dy_hat = np.divide(2 * np.subtract(cache["y_hat"], y), y.size)
    return {"dy_hat": dy_hat, "dw": np.einsum("ij,ij->", dy_hat, x), "db": np.einsum("ij->", dy_hat)}


def train(x, y, params, lr, steps):
    losses = np.empty(steps)
    point = np.array([params["w"], params["b"]])
    for i in range(steps):
        now = {"w": point[0], "b": point[1]}
        cache = forward(x, now)
        losses[i] = loss(cache["y_hat"], y)
        grads = backward(x, y, now, cache)
        point = point - lr * np.array([grads["dw"], grads["db"]])
    return {"w": point[0], "b": point[1]}, losses
