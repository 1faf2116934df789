"""Plain Python: loops over keys and entries, dicts filled one by one."""

import math

import numpy as np


def entries(array):
    return np.ndindex(np.shape(array))


def gradient_descent(params, grads, lr):
    new = {}
    for name in params:
        array = np.array(params[name], dtype=float)
        for at in entries(array):
            array[at] -= lr * np.asarray(grads[name])[at]
        new[name] = array
    return new


def momentum(params, grads, v, lr, beta):
    if len(v) == 0:
        v = {name: np.zeros(np.shape(g)) for name, g in grads.items()}
    new, velocity = {}, {}
    for name in params:
        velocity[name] = beta * v[name] + (1 - beta) * grads[name]
    for name in params:
        new[name] = params[name] - lr * velocity[name]
    return new, velocity


def rmsprop(params, grads, s, lr, beta, eps):
    new, squares = {}, {}
    for name in params:
        p, g = np.array(params[name], dtype=float), np.asarray(grads[name])
        old = np.asarray(s[name]) if s else np.zeros(g.shape)
        average = np.zeros(g.shape)
        for at in entries(g):
            average[at] = beta * old[at] + (1 - beta) * g[at] * g[at]
            p[at] = p[at] - lr * g[at] / (math.sqrt(average[at]) + eps)
        new[name], squares[name] = p, average
    return new, squares


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    new, first, second = {}, {}, {}
    for name in params:
        g = grads[name]
        first[name] = beta1 * v.get(name, 0) + (1 - beta1) * g
        second[name] = beta2 * s.get(name, 0) + (1 - beta2) * g * g
    for name in params:
        corrected = first[name] / (1 - beta1**t), second[name] / (1 - beta2**t)
        new[name] = params[name] - lr * corrected[0] / (corrected[1] ** 0.5 + eps)
    return new, first, second


def minibatches(x, y, batch_size, rng):
    columns = list(rng.permutation(x.shape[1]))
    batches = []
    while columns:
        chosen, columns = columns[:batch_size], columns[batch_size:]
        batches.append((x[:, chosen], y[:, chosen]))
    return batches


def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b = params["w"].copy(), params["b"]
    losses = []
    for _ in range(epochs):
        total = 0.0
        for i in range(x.shape[1]):
            total += (float(w[0] @ x[:, i]) + b - y[0, i]) ** 2
        losses.append(total / x.shape[1])
        for x_batch, y_batch in minibatches(x, y, batch_size, rng):
            size = x_batch.shape[1]
            dw, db = np.zeros(w.shape), 0.0
            for i in range(size):
                error = float(w[0] @ x_batch[:, i]) + b - y_batch[0, i]
                dw += 2 * error * x_batch[:, i] / size
                db += 2 * error / size
            w = w - lr * dw
            b = b - lr * db
    return {"w": w, "b": b}, losses
