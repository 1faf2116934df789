"""Averages that move towards the new value by a share of the difference; the size of a batch divides at the end."""

import numpy as np


def momentum(params, grads, v, lr, beta):
    new_params, new_v = {}, {}
    for key, grad in grads.items():
        old = v.get(key, 0.0)
        new_v[key] = old + (1 - beta) * (grad - old)
        new_params[key] = params[key] - lr * new_v[key]
    return new_params, new_v


def rmsprop(params, grads, s, lr, beta, eps):
    new_params, new_s = {}, {}
    for key, grad in grads.items():
        old = s.get(key, 0.0)
        new_s[key] = old + (1 - beta) * (grad**2 - old)
        rate = lr / (np.sqrt(new_s[key]) + eps)
        new_params[key] = params[key] - rate * grad
    return new_params, new_s


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    new_params, new_v, new_s = {}, {}, {}
    rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    least = eps * np.sqrt(1 - beta2**t)
    for key, grad in grads.items():
        old_v, old_s = v.get(key, 0.0), s.get(key, 0.0)
        new_v[key] = old_v + (1 - beta1) * (grad - old_v)
        new_s[key] = old_s + (1 - beta2) * (grad**2 - old_s)
        new_params[key] = params[key] - rate * new_v[key] / (np.sqrt(new_s[key]) + least)
    return new_params, new_v, new_s


def minibatches(x, y, batch_size, rng):
    order = rng.permutation(x.shape[1])
    starts = range(0, x.shape[1], batch_size)
    return [(x[:, order[i : i + batch_size]], y[:, order[i : i + batch_size]]) for i in starts]


def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b = params["w"], params["b"]
    losses = []
    for _ in range(epochs):
        error = w @ x + b - y
        losses.append(np.sum(error**2) / error.size)
        for x_batch, y_batch in minibatches(x, y, batch_size, rng):
            size = y_batch.size
            error = w @ x_batch + b - y_batch
            w = w - lr * 2 / size * (error @ x_batch.T)
            b = b - lr * 2 / size * np.sum(error)
    return {"w": w, "b": b}, losses
