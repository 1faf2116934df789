"""Another order of operations."""

import numpy as np


def schedule(step, steps, warmup, lr_max, lr_min):
    if step + 1 <= warmup:
        return (step + 1) * (lr_max / warmup)
    angle = np.pi * (step - warmup) / (steps - warmup)
    return 0.5 * lr_max * (1 + np.cos(angle)) + 0.5 * lr_min * (1 - np.cos(angle))


def nesterov(params, grads, v, lr, beta):
    out = {}, {}
    for name in params:
        collected = grads[name] + (beta * v[name] if name in v else 0)
        out[1][name] = collected
        out[0][name] = params[name] - lr * grads[name] - (lr * beta) * collected
    return out


def adamw(params, grads, m, s, t, lr, beta1, beta2, eps, decay):
    shrunk = {name: p * (1 - lr * decay) for name, p in params.items()}
    out_m = {name: g + beta1 * (m.get(name, 0 * g) - g) for name, g in grads.items()}
    out_s = {name: g * g + beta2 * (s.get(name, 0 * g) - g * g) for name, g in grads.items()}
    root = (1 - beta2**t) ** 0.5
    for name, p in shrunk.items():
        shrunk[name] = p - lr * root / (1 - beta1**t) * out_m[name] / (out_s[name] ** 0.5 + eps * root)
    return shrunk, out_m, out_s


def descend(params, grads, warmup, lr_max, lr_min, beta1, beta2, eps, decay):
    rates, m, s, t = [], {}, {}, 0
    while t < len(grads):
        rate = schedule(t, len(grads), warmup, lr_max, lr_min)
        params, m, s = adamw(params, grads[t], m, s, t + 1, rate, beta1, beta2, eps, decay)
        rates.append(rate)
        t += 1
    return [params, tuple(rates)]
