"""Plain Python: one example and one feature at a time."""

import numpy as np


def forward(x, params):
    n, m = x.shape
    y_hat = np.zeros((1, m))
    for i in range(m):
        for j in range(n):
            y_hat[0, i] += params["w"][0, j] * x[j, i]
        y_hat[0, i] += params["b"]
    return {"y_hat": y_hat}


def loss(y_hat, y):
    return sum((y_hat[0, i] - y[0, i]) ** 2 for i in range(y.shape[1])) / y.shape[1]


def backward(x, y, params, cache):
    n, m = x.shape
    dy_hat = np.zeros((1, m))
    dw = np.zeros((1, n))
    db = 0.0
    for i in range(m):
        dy_hat[0, i] = 2 * (cache["y_hat"][0, i] - y[0, i]) / m
        db += dy_hat[0, i]
        for j in range(n):
            dw[0, j] += dy_hat[0, i] * x[j, i]
    return {"dy_hat": dy_hat, "dw": dw, "db": db}


def train(x, y, params, lr, steps):
    w, b = params["w"].copy(), params["b"]
    losses = []
    for _ in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, {"w": w, "b": b}, cache)
        for j in range(w.shape[1]):
            w[0, j] -= lr * grads["dw"][0, j]
        b -= lr * grads["db"]
    return {"w": w, "b": b}, losses
