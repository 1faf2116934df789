"""Other calls of numpy and the standard library: comprehensions, split, einsum."""

import numpy as np


def gradient_descent(params, grads, lr):
    moved = map(lambda key: np.subtract(params[key], np.multiply(lr, grads[key])), params)  # noqa: C417
    return dict(zip(params, moved, strict=True))


def momentum(params, grads, v, lr, beta):
    v = {
        name: np.average([v.get(name, np.zeros_like(g)), g], axis=0, weights=[beta, 1 - beta])
        for name, g in grads.items()
    }
    return {name: np.subtract(p, lr * v[name]) for name, p in params.items()}, v


def rmsprop(params, grads, s, lr, beta, eps):
    zeros = {name: np.zeros_like(g) for name, g in grads.items()}
    s = {name: np.add(beta * {**zeros, **s}[name], (1 - beta) * np.square(g)) for name, g in grads.items()}
    return {name: p - lr * np.divide(grads[name], np.add(np.sqrt(s[name]), eps)) for name, p in params.items()}, s


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    zeros = {name: np.zeros_like(g) for name, g in grads.items()}
    v, s = {**zeros, **v}, {**zeros, **s}
    v = {name: beta1 * v[name] + (1 - beta1) * g for name, g in grads.items()}
    s = {name: beta2 * s[name] + (1 - beta2) * np.power(g, 2) for name, g in grads.items()}
    correct1, correct2 = 1 - np.power(beta1, t), 1 - np.power(beta2, t)
    steps = {name: np.true_divide(v[name] / correct1, np.sqrt(s[name] / correct2) + eps) for name in params}
    return {name: p - lr * steps[name] for name, p in params.items()}, v, s


def minibatches(x, y, batch_size, rng):
    m = x.shape[1]
    order = rng.permutation(m)
    cuts = np.arange(batch_size, m, batch_size)
    return list(
        zip(np.split(np.take(x, order, axis=1), cuts, axis=1), np.split(y[:, order], cuts, axis=1), strict=True)
    )


def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    now, losses = dict(params), np.zeros(epochs)
    for epoch in range(epochs):
        losses[epoch] = np.square(np.dot(now["w"], x) + now["b"] - y).mean()
        for x_batch, y_batch in minibatches(x, y, batch_size, rng):
            error = np.einsum("in,nm->im", now["w"], x_batch) + now["b"] - y_batch
            grads = {"w": 2 * np.inner(error, x_batch) / error.size, "b": 2 * np.average(error)}
            now = gradient_descent(now, grads, lr)
    return now, losses
