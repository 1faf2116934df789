"""Loops over names and entries."""

import math

import numpy as np


def schedule(step, steps, warmup, lr_max, lr_min):
    rates = []
    for i in range(steps):
        rate = lr_max * (i + 1) / warmup
        if i >= warmup:
            rate = lr_max + (lr_min - lr_max) * math.sin(math.pi * (i - warmup) / (steps - warmup) / 2) ** 2
        rates.append(rate)
    return rates[step]


def nesterov(params, grads, v, lr, beta):
    new_params, new_v = {}, {}
    for name, p in params.items():
        new_params[name], new_v[name] = np.empty(p.shape), np.empty(p.shape)
        for at in np.ndindex(p.shape):
            old = v[name][at] if v else 0.0
            new_v[name][at] = beta * old + grads[name][at]
            new_params[name][at] = p[at] - lr * grads[name][at] - lr * beta * new_v[name][at]
    return new_params, new_v


def adamw(params, grads, m, s, t, lr, beta1, beta2, eps, decay):
    new = {}, {}, {}
    for name, p in params.items():
        for one in new:
            one[name] = np.empty(p.shape)
        for at in np.ndindex(p.shape):
            g = grads[name][at]
            mean = beta1 * (m[name][at] if m else 0.0) + (1 - beta1) * g
            square = beta2 * (s[name][at] if s else 0.0) + (1 - beta2) * g * g
            step = mean / (1 - beta1**t) / (math.sqrt(square / (1 - beta2**t)) + eps)
            new[0][name][at] = (1 - lr * decay) * p[at] - lr * step
            new[1][name][at], new[2][name][at] = mean, square
    return new


def descend(params, grads, warmup, lr_max, lr_min, beta1, beta2, eps, decay):
    rates = [schedule(i, len(grads), warmup, lr_max, lr_min) for i in range(len(grads))]
    m, s = {}, {}
    for t in range(1, len(grads) + 1):
        params, m, s = adamw(params, grads[t - 1], m, s, t, rates[t - 1], beta1, beta2, eps, decay)
    return params, rates
