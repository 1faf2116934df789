"""Loops over examples and layers."""

import math

import numpy as np

LAYERS = (("W1", "b1", "z1", "h1"), ("W2", "b2", "z2", "h2"), ("W3", "b3", "z3", "y_hat"))


def forward(x, params, masks, keep):
    cache, inputs = {}, x
    for weights, bias, z, h in LAYERS:
        cache[z] = np.zeros((len(params[weights]), x.shape[1]))
        cache[h] = np.zeros_like(cache[z])
        for i in range(x.shape[1]):
            cache[z][:, i] = params[weights] @ inputs[:, i] + params[bias][:, 0]
            for j, value in enumerate(cache[z][:, i]):
                if h == "y_hat":
                    cache[h][j, i] = 1 / (1 + math.exp(-value))
                elif value > 0 and masks[h.replace("h", "mask")][j, i]:
                    cache[h][j, i] = value / keep
        inputs = cache[h]
    return cache


def loss(y_hat, y, params, lam):
    total = 0.0
    for guess, target in zip(y_hat[0], y[0], strict=True):
        total -= math.log(guess) if target else math.log(1 - guess)
    for weights in ("W1", "W2", "W3"):
        for value in params[weights].ravel():
            total += lam / 2 * value * value
    return total / y.shape[1]


def backward(x, y, params, cache, masks, keep, lam):
    m = x.shape[1]
    grads = {"dz3": (cache["y_hat"] - y) / m}
    for layer, before in ((3, cache["h2"]), (2, cache["h1"]), (1, x)):
        weights = params[f"W{layer}"]
        dz = grads[f"dz{layer}"]
        dW, db = lam / m * weights, np.zeros((len(weights), 1))
        for i in range(m):
            dW = dW + np.outer(dz[:, i], before[:, i])
            db[:, 0] += dz[:, i]
        grads[f"dW{layer}"], grads[f"db{layer}"] = dW, db
        if layer > 1:
            dh = grads[f"dh{layer - 1}"] = weights.T @ dz
            open_ = (cache[f"z{layer - 1}"] > 0) & (masks[f"mask{layer - 1}"] > 0)
            grads[f"dz{layer - 1}"] = np.where(open_, dh / keep, 0.0)
    return grads


def train(x, y, params, masks, keep, lam, lr):
    now, losses = dict(params), []
    for i in range(len(masks)):
        values = forward(x, now, masks[i], keep)
        losses.append(loss(values["y_hat"], y, now, lam))
        grads = backward(x, y, now, values, masks[i], keep, lam)
        for name in params:
            now[name] = now[name] - lr * grads[f"d{name}"]
    return now, losses
