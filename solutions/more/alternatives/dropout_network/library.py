"""Other calls of numpy."""

import numpy as np


def forward(x, params, masks, keep):
    z1 = np.add(np.einsum("pn,nm->pm", params["W1"], x), params["b1"])
    h1 = np.where(masks["mask1"] == 1, np.clip(z1, 0, None) / keep, 0)
    z2 = np.add(np.einsum("qp,pm->qm", params["W2"], h1), params["b2"])
    h2 = np.where(masks["mask2"] == 1, np.clip(z2, 0, None) / keep, 0)
    z3 = np.dot(params["W3"], h2) + params["b3"]
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "z3": z3, "y_hat": np.exp(-np.logaddexp(0, -z3))}


def loss(y_hat, y, params, lam):
    squares = sum(np.linalg.norm(params[name]) ** 2 for name in ("W1", "W2", "W3"))
    return -np.mean(np.log(np.where(y == 1, y_hat, 1 - y_hat))) + lam * squares / 2 / y.size


def backward(x, y, params, cache, masks, keep, lam):
    m = y.size
    dz3 = np.subtract(cache["y_hat"], y) / m
    dh2 = np.dot(params["W3"].T, dz3)
    dz2 = np.multiply(dh2, np.sign(cache["h2"])) / keep
    dh1 = np.dot(params["W2"].T, dz2)
    dz1 = np.multiply(dh1, np.sign(cache["h1"])) / keep
    grads = {"dz3": dz3, "dh2": dh2, "dz2": dz2, "dh1": dh1, "dz1": dz1}
    for layer, (dz, before) in enumerate(((dz1, x), (dz2, cache["h1"]), (dz3, cache["h2"])), 1):
        grads[f"dW{layer}"] = np.inner(dz, before) + np.divide(lam, m) * params[f"W{layer}"]
        grads[f"db{layer}"] = dz.sum(axis=1)[:, np.newaxis]
    return grads


def train(x, y, params, masks, keep, lam, lr):
    losses = np.zeros(len(masks))
    for i, mask in enumerate(masks):
        cache = forward(x, params, mask, keep)
        losses[i] = loss(cache["y_hat"], y, params, lam)
        grads = backward(x, y, params, cache, mask, keep, lam)
        params = {name: np.subtract(value, np.multiply(lr, grads["d" + name])) for name, value in params.items()}
    return params, losses
