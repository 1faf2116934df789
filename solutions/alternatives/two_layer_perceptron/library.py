"""Other calls of numpy: einsum, dot, outer, where, logaddexp."""

import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def forward(x, params):
    z1 = np.einsum("kn,nm->km", params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    z2 = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}


def loss(y_hat, y):
    return -np.mean(np.log(np.where(y == 1, y_hat, 1 - y_hat)))


def backward(x, y, params, cache):
    dz2 = np.true_divide(np.subtract(cache["y_hat"], y), y.size)
    da1 = np.outer(params["W2"], dz2)
    dz1 = np.multiply(da1, cache["a1"] - np.square(cache["a1"]))
    return {
        "dz2": dz2,
        "dW2": np.tensordot(dz2, cache["a1"], axes=([1], [1])),
        "db2": np.sum(dz2),
        "da1": da1,
        "dz1": dz1,
        "dW1": np.einsum("km,nm->kn", dz1, x),
        "db1": np.dot(dz1, np.ones((x.shape[1], 1))),
    }


def train(x, y, params, lr, steps):
    now = {name: np.array(value, dtype=float) for name, value in params.items()}
    losses = []
    for _ in range(steps):
        cache = forward(x, now)
        losses.append(np.float64(loss(cache["y_hat"], y)))
        grads = backward(x, y, now, cache)
        now = {name: np.add(value, -lr * np.asarray(grads["d" + name])) for name, value in now.items()}
    return now, tuple(losses)
