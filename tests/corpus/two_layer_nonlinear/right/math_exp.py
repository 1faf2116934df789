# autograder: problem = two_layer_nonlinear
# style: math.exp made to work on arrays by np.vectorize; no numpy function for the sigmoid
import math

import numpy as np


def _scalar_sigmoid(t):
    if t < 0:
        e = math.exp(t)
        return e / (1.0 + e)
    return 1.0 / (1.0 + math.exp(-t))


sigmoid = np.vectorize(_scalar_sigmoid, otypes=[float])


def forward(x, params):
    cache = {}
    cache["z1"] = params["W1"] @ x + params["b1"]
    cache["a1"] = sigmoid(cache["z1"])
    cache["y_hat"] = params["W2"] @ cache["a1"] + params["b2"]
    return cache


def loss(y_hat, y):
    return math.fsum((y_hat - y).ravel() ** 2) / y.size


def backward(x, y, params, cache):
    slope = np.vectorize(lambda t: _scalar_sigmoid(t) * _scalar_sigmoid(-t))
    dy_hat = 2 * (cache["y_hat"] - y) / y.size
    da1 = params["W2"].T @ dy_hat
    dz1 = da1 * slope(cache["z1"])
    return {
        "dy_hat": dy_hat, "dW2": dy_hat @ cache["a1"].T, "db2": math.fsum(dy_hat[0]),
        "da1": da1, "dz1": dz1, "dW1": dz1 @ x.T, "db1": dz1.sum(axis=1, keepdims=True),
    }


def train(x, y, params, lr, steps):
    losses, p = [], params
    for _ in range(steps):
        cache = forward(x, p)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, p, cache)
        p = {name: p[name] - lr * g[f"d{name}"] for name in p}
    return p, losses
