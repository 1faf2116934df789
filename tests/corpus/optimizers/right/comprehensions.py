# autograder: problem = optimizers
# style: dict comprehensions only; minibatches gives lists in a tuple; results as lists
import numpy as np


def gradient_descent(params, grads, lr):
    return {k: p - lr * grads[k] for k, p in params.items()}


def _average(old, new, beta):
    return {k: beta * old.get(k, 0.0) + (1 - beta) * value for k, value in new.items()}


def momentum(params, grads, v, lr, beta):
    v = _average(v, grads, beta)
    return [{k: p - lr * v[k] for k, p in params.items()}, v]


def rmsprop(params, grads, s, lr, beta, eps):
    s = _average(s, {k: g * g for k, g in grads.items()}, beta)
    return [{k: p - lr * grads[k] / (s[k] ** 0.5 + eps) for k, p in params.items()}, s]


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v = _average(v, grads, beta1)
    s = _average(s, {k: g * g for k, g in grads.items()}, beta2)
    v_hat = {k: value / (1 - beta1**t) for k, value in v.items()}
    s_hat = {k: value / (1 - beta2**t) for k, value in s.items()}
    return [{k: p - lr * v_hat[k] / (s_hat[k] ** 0.5 + eps) for k, p in params.items()}, v, s]


def minibatches(x, y, batch_size, rng):
    order = rng.permutation(x.shape[1])
    slices = [order[i : i + batch_size] for i in range(0, order.size, batch_size)]
    return tuple([x[:, s], y[:, s]] for s in slices)


def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    losses = ()
    for _ in range(epochs):
        losses += (np.mean((params["w"] @ x + params["b"] - y) ** 2),)
        for xb, yb in minibatches(x, y, batch_size, rng):
            d = 2 * (params["w"] @ xb + params["b"] - yb) / yb.size
            params = gradient_descent(params, {"w": d @ xb.T, "b": d.sum()}, lr)
    return [params, losses]
