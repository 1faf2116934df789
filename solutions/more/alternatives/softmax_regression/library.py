"""Other calls of numpy."""

import numpy as np


def forward(x, params):
    z = np.einsum("kn,nm->km", params["W"], x) + params["b"]
    return {"z": z, "y_hat": np.exp(z - np.logaddexp.reduce(z, axis=0))}


def loss(y_hat, y):
    right = np.take_along_axis(y_hat, np.argmax(y, axis=0)[np.newaxis], axis=0)
    return -np.mean(np.log(right))


def backward(x, y, params, cache):
    dz = np.divide(np.subtract(cache["y_hat"], y), y.shape[1])
    return {"dz": dz, "dW": np.inner(dz, x), "db": np.einsum("km->k", dz)[:, np.newaxis]}


def train(x, y, params, lr, epochs, batch_size):
    losses = np.zeros(epochs)
    cuts = np.arange(batch_size, x.shape[1], batch_size)
    for epoch in range(epochs):
        losses[epoch] = loss(forward(x, params)["y_hat"], y)
        for xb, yb in zip(np.split(x, cuts, axis=1), np.split(y, cuts, axis=1), strict=False):
            grads = backward(xb, yb, params, forward(xb, params))
            params = {name: np.subtract(value, lr * grads[f"d{name}"]) for name, value in params.items()}
    return params, losses
