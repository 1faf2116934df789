"""Other calls of numpy."""

import numpy as np


def zeros(state, params):
    return state or {name: np.zeros_like(value) for name, value in params.items()}


def schedule(step, steps, warmup, lr_max, lr_min):
    cosine = np.cos(np.linspace(0, np.pi, steps - warmup + 1)[:-1])
    ramp = np.linspace(0, lr_max, warmup + 1)[1:]
    return np.concatenate([ramp, np.interp(cosine, [-1, 1], [lr_min, lr_max])])[step]


def nesterov(params, grads, v, lr, beta):
    v = zeros(v, params)
    new_v = {name: np.add(np.multiply(beta, v[name]), grads[name]) for name in params}
    ahead = {name: np.add(grads[name], np.multiply(beta, new_v[name])) for name in params}
    return {name: np.subtract(params[name], np.multiply(lr, ahead[name])) for name in params}, new_v


def adamw(params, grads, m, s, t, lr, beta1, beta2, eps, decay):
    m, s = zeros(m, params), zeros(s, params)
    m = {k: np.average([m[k], grads[k]], axis=0, weights=[beta1, 1 - beta1]) for k in params}
    s = {k: np.average([s[k], np.square(grads[k])], axis=0, weights=[beta2, 1 - beta2]) for k in params}
    scale = np.array([1 - np.power(beta1, t), 1 - np.power(beta2, t)])
    steps = {k: np.divide(m[k] / scale[0], np.sqrt(s[k] / scale[1]) + eps) for k in params}
    return {k: params[k] - lr * steps[k] - lr * decay * params[k] for k in params}, m, s


def descend(params, grads, warmup, lr_max, lr_min, beta1, beta2, eps, decay):
    rates = np.array([schedule(i, len(grads), warmup, lr_max, lr_min) for i in range(len(grads))])
    now = (params, {}, {})
    for t, (grad, rate) in enumerate(zip(grads, rates, strict=True), 1):
        now = adamw(now[0], grad, now[1], now[2], t, rate, beta1, beta2, eps, decay)
    return now[0], rates
