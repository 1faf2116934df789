"""Plain Python: loops over examples, hidden units and features."""

import numpy as np


def forward(x, params):
    n, m = x.shape
    k = params["W1"].shape[0]
    h, y_hat = np.zeros((k, m)), np.zeros((1, m))
    for i in range(m):
        for j in range(k):
            h[j, i] = sum(params["W1"][j, f] * x[f, i] for f in range(n)) + params["b1"][j, 0]
        y_hat[0, i] = sum(params["W2"][0, j] * h[j, i] for j in range(k)) + params["b2"]
    return {"h": h, "y_hat": y_hat}


def loss(y_hat, y):
    total = 0.0
    for i in range(y.shape[1]):
        total += (y_hat[0, i] - y[0, i]) ** 2
    return total / y.shape[1]


def backward(x, y, params, cache):
    n, m = x.shape
    W2, h = params["W2"], cache["h"]
    k = W2.shape[1]
    dy_hat, dh = np.zeros((1, m)), np.zeros((k, m))
    dW1, db1, dW2, db2 = np.zeros((k, n)), np.zeros((k, 1)), np.zeros((1, k)), 0.0
    for i in range(m):
        dy_hat[0, i] = 2 * (cache["y_hat"][0, i] - y[0, i]) / m
        db2 += dy_hat[0, i]
        for j in range(k):
            dW2[0, j] += dy_hat[0, i] * h[j, i]
            dh[j, i] = W2[0, j] * dy_hat[0, i]
            db1[j, 0] += dh[j, i]
            for f in range(n):
                dW1[j, f] += dh[j, i] * x[f, i]
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}


def train(x, y, params, lr, steps):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        now = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        cache = forward(x, now)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, now, cache)
        W1 = W1 - lr * grads["dW1"]
        b1 = b1 - lr * grads["db1"]
        W2 = W2 - lr * grads["dW2"]
        b2 = b2 - lr * grads["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, losses
