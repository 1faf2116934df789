"""Loops over features; the cache is an object."""

import numpy as np


class Notes:
    """What the way back needs."""


def batchnorm_forward(x, gamma, beta, state, mode, eps=1e-5, momentum=0.9):
    n, m = x.shape
    y = np.zeros((n, m))
    notes = Notes()
    notes.centred, notes.deviation, notes.gamma = np.zeros((n, m)), np.zeros(n), gamma
    for j in range(n):
        mean, var = state["mean"][j, 0], state["var"][j, 0]
        if mode == "train":
            mean = sum(x[j]) / m
            var = sum((value - mean) ** 2 for value in x[j]) / m
            state["mean"][j, 0] = momentum * state["mean"][j, 0] + (1 - momentum) * mean
            state["var"][j, 0] = momentum * state["var"][j, 0] + (1 - momentum) * var
        notes.deviation[j] = (var + eps) ** 0.5
        for i in range(m):
            notes.centred[j, i] = x[j, i] - mean
            y[j, i] = gamma[j, 0] * notes.centred[j, i] / notes.deviation[j] + beta[j, 0]
    return y, notes


def batchnorm_backward(dy, cache):
    n, m = dy.shape
    dx, dgamma, dbeta = np.zeros((n, m)), np.zeros((n, 1)), np.zeros((n, 1))
    for j in range(n):
        hat = cache.centred[j] / cache.deviation[j]
        for i in range(m):
            dgamma[j, 0] += dy[j, i] * hat[i]
            dbeta[j, 0] += dy[j, i]
        for i in range(m):
            inside = dy[j, i] - dbeta[j, 0] / m - hat[i] * dgamma[j, 0] / m
            dx[j, i] = cache.gamma[j, 0] * inside / cache.deviation[j]
    return dx, dgamma, dbeta
