"""Other calls of numpy: einsum, dot, inner, tensordot."""

import numpy as np


def forward(x, params):
    return {"y_hat": np.einsum("in,nm->im", params["w"], x) + params["b"]}


def loss(y_hat, y):
    return np.linalg.norm(y_hat - y) ** 2 / y.size


def backward(x, y, params, cache):
    dy_hat = np.multiply(2 / y.size, np.subtract(cache["y_hat"], y))
    return {"dy_hat": dy_hat, "dw": np.inner(dy_hat, x), "db": np.tensordot(dy_hat, np.ones_like(y))}


def train(x, y, params, lr, steps):
    losses = np.zeros(steps)
    now = params.copy()
    for i in range(steps):
        cache = forward(x, now)
        losses[i] = loss(cache["y_hat"], y)
        grads = backward(x, y, now, cache)
        now = {"w": np.subtract(now["w"], lr * grads["dw"]), "b": np.subtract(now["b"], lr * grads["db"])}
    return now, losses
