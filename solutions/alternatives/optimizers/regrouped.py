"""The same formulas with their terms in another order; all parameters as one long vector."""

import numpy as np


def flat(of, keys):
    return np.concatenate([np.ravel(of[key]) for key in keys])


def unflat(vector, like):
    ends = np.cumsum([np.size(value) for value in like.values()])
    parts = np.split(vector, ends[:-1])
    return {key: part.reshape(np.shape(value)) for (key, value), part in zip(like.items(), parts, strict=True)}


def gradient_descent(params, grads, lr):
    return unflat(flat(params, params) - lr * flat(grads, params), params)


def momentum(params, grads, v, lr, beta):
    p, g = flat(params, params), flat(grads, params)
    old = flat(v, params) if v else 0 * g
    new = g + beta * (old - g)
    return unflat(p - lr * new, params), unflat(new, params)


def rmsprop(params, grads, s, lr, beta, eps):
    p, g = flat(params, params), flat(grads, params)
    old = flat(s, params) if s else 0 * g
    new = g**2 - beta * (g**2 - old)
    return unflat(p - g * (lr / (eps + new**0.5)), params), unflat(new, params)


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    p, g = flat(params, params), flat(grads, params)
    first = beta1 * (flat(v, params) if v else 0) + g * (1 - beta1)
    second = beta2 * (flat(s, params) if s else 0) + g * g * (1 - beta2)
    root = np.sqrt(1 - beta2**t)
    step = lr * root / (1 - beta1**t) * first / (np.sqrt(second) + eps * root)
    return unflat(p - step, params), unflat(first, params), unflat(second, params)


def minibatches(x, y, batch_size, rng):
    m = x.shape[1]
    both = np.vstack([x, y])[:, rng.permutation(m)]
    count = -(-m // batch_size)
    slices = [both[:, i * batch_size : min(m, (i + 1) * batch_size)] for i in range(count)]
    return [(s[:-1], s[-1:]) for s in slices]


def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    def ones_above(inputs):
        return np.vstack([np.ones((1, inputs.shape[1])), inputs])

    weights = np.hstack([[[params["b"]]], params["w"]])
    losses = []
    for _ in range(epochs):
        losses.append(np.mean((y - weights @ ones_above(x)) ** 2))
        for x_batch, y_batch in minibatches(x, y, batch_size, rng):
            design = ones_above(x_batch)
            weights = weights + (2 * lr / design.shape[1]) * (y_batch - weights @ design) @ design.T
    return {"w": weights[:, 1:], "b": weights[0, 0]}, losses
