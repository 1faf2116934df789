"""Plain Python: one example and one feature at a time, with the math module."""

import math

import numpy as np


def sigmoid(z):
    out = np.empty(z.shape)
    for index in np.ndindex(z.shape):
        out[index] = 1 / (1 + math.exp(-z[index]))
    return out


def forward(x, params):
    n, m = x.shape
    z = np.zeros((1, m))
    for i in range(m):
        z[0, i] = sum(params["w"][0, j] * x[j, i] for j in range(n)) + params["b"]
    return {"z": z, "y_hat": sigmoid(z)}


def loss(y_hat, y):
    total = 0.0
    for i in range(y.shape[1]):
        total -= math.log(y_hat[0, i]) if y[0, i] == 1 else math.log(1 - y_hat[0, i])
    return total / y.shape[1]


def backward(x, y, params, cache):
    n, m = x.shape
    dz, dw, db = np.zeros((1, m)), np.zeros((1, n)), 0.0
    for i in range(m):
        dz[0, i] = (cache["y_hat"][0, i] - y[0, i]) / m
        db += dz[0, i]
        for j in range(n):
            dw[0, j] += dz[0, i] * x[j, i]
    return {"dz": dz, "dw": dw, "db": db}


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
