"""Another order of operations; what a unit lets through is kept in the cache."""

import numpy as np


def forward(x, params, masks, keep):
    z1 = params["b1"] + params["W1"] @ x
    gate1 = masks["mask1"] * (z1 > 0) / keep
    h1 = gate1 * z1
    z2 = params["b2"] + params["W2"] @ h1
    gate2 = masks["mask2"] * (z2 > 0) / keep
    h2 = z2 * gate2
    z3 = params["b3"] + params["W3"] @ h2
    odds = np.exp(z3)
    return {
        "z1": z1,
        "h1": h1,
        "z2": z2,
        "h2": h2,
        "z3": z3,
        "y_hat": odds / (1 + odds),
        "gate1": gate1,
        "gate2": gate2,
    }


def loss(y_hat, y, params, lam):
    every = np.concatenate([params[name].ravel() for name in ("W1", "W2", "W3")])
    m = y.shape[1]
    surprise = (y @ np.log(y_hat).T + (1 - y) @ np.log(1 - y_hat).T)[0, 0]
    return (0.5 * lam * (every @ every) - surprise) / m


def backward(x, y, params, cache, masks, keep, lam):
    m = x.shape[1]
    ones = np.ones((m, 1))
    decay = lam / m
    dz3 = cache["y_hat"] / m - y / m
    dh2 = (dz3.T @ params["W3"]).T
    dz2 = cache["gate2"] * dh2
    dh1 = (dz2.T @ params["W2"]).T
    dz1 = cache["gate1"] * dh1
    return {
        "dW1": decay * params["W1"] + dz1 @ x.T,
        "dW2": decay * params["W2"] + dz2 @ cache["h1"].T,
        "dW3": decay * params["W3"] + dz3 @ cache["h2"].T,
        "db1": dz1 @ ones,
        "db2": dz2 @ ones,
        "db3": dz3 @ ones,
        "dz1": dz1,
        "dz2": dz2,
        "dz3": dz3,
        "dh1": dh1,
        "dh2": dh2,
    }


def train(x, y, params, masks, keep, lam, lr):
    if not masks:
        return params, []
    cache = forward(x, params, masks[0], keep)
    first = loss(cache["y_hat"], y, params, lam)
    grads = backward(x, y, params, cache, masks[0], keep, lam)
    moved = {name: params[name] - grads["d" + name] * lr for name in params}
    params, losses = train(x, y, moved, masks[1:], keep, lam, lr)
    return params, [first, *losses]
