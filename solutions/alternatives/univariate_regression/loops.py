"""Plain Python: one example at a time."""

import numpy as np


def random_search(x, y, candidates):
    best, best_loss = None, float("inf")
    for row in range(len(candidates)):
        w, b = candidates[row, 0], candidates[row, 1]
        total = 0.0
        for i in range(x.shape[1]):
            total += (w * x[0, i] + b - y[0, i]) ** 2
        if total / x.shape[1] < best_loss:
            best, best_loss = {"w": w, "b": b}, total / x.shape[1]
    return best, best_loss


def forward(x, params):
    y_hat = np.zeros(x.shape)
    for i in range(x.shape[1]):
        y_hat[0, i] = params["w"] * x[0, i] + params["b"]
    return {"y_hat": y_hat}


def loss(y_hat, y):
    total = 0.0
    for p, t in zip(y_hat[0], y[0], strict=True):
        total += (p - t) ** 2
    return total / y.shape[1]


def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = np.zeros((1, m))
    dw = db = 0.0
    for i in range(m):
        dy_hat[0, i] = 2 * (cache["y_hat"][0, i] - y[0, i]) / m
        dw += dy_hat[0, i] * x[0, i]
        db += dy_hat[0, i]
    return {"dy_hat": dy_hat, "dw": dw, "db": db}


def train(x, y, params, lr, steps):
    params = dict(params)
    losses = []
    step = 0
    while step < steps:
        cache = forward(x, params)
        losses += [loss(cache["y_hat"], y)]
        grads = backward(x, y, params, cache)
        for name in ("w", "b"):
            params[name] -= lr * grads["d" + name]
        step += 1
    return params, losses
