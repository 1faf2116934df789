"""Plain Python: one example at a time."""

import math

import numpy as np


def forward(x, params):
    z = np.zeros((params["W"].shape[0], x.shape[1]))
    y_hat = np.zeros_like(z)
    for i in range(x.shape[1]):
        for c in range(z.shape[0]):
            z[c, i] = sum(w * v for w, v in zip(params["W"][c], x[:, i], strict=False)) + params["b"][c, 0]
        total = sum(math.exp(score) for score in z[:, i])
        for c in range(z.shape[0]):
            y_hat[c, i] = math.exp(z[c, i]) / total
    return {"z": z, "y_hat": y_hat}


def loss(y_hat, y):
    total = 0.0
    for i in range(y.shape[1]):
        total -= math.log(y_hat[int(np.argmax(y[:, i])), i])
    return total / y.shape[1]


def backward(x, y, params, cache):
    k, m = y.shape
    dz, dW, db = np.zeros((k, m)), np.zeros(params["W"].shape), np.zeros((k, 1))
    for i in range(m):
        for c in range(k):
            dz[c, i] = (cache["y_hat"][c, i] - y[c, i]) / m
            dW[c] += dz[c, i] * x[:, i]
            db[c, 0] += dz[c, i]
    return {"dz": dz, "dW": dW, "db": db}


def train(x, y, params, lr, epochs, batch_size):
    W, b, losses = params["W"], params["b"], []
    for _ in range(epochs):
        losses.append(loss(forward(x, {"W": W, "b": b})["y_hat"], y))
        start = 0
        while start < x.shape[1]:
            now = {"W": W, "b": b}
            xb, yb = x[:, start : start + batch_size], y[:, start : start + batch_size]
            grads = backward(xb, yb, now, forward(xb, now))
            W, b = W - lr * grads["dW"], b - lr * grads["db"]
            start += batch_size
    return {"W": W, "b": b}, losses
