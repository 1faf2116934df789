# autograder: problem = optimizers
# style: the dicts are flattened into one long vector and taken apart again
import numpy as np


def flatten(d):
    return np.concatenate([np.ravel(d[k]) for k in sorted(d)]) if d else 0.0


def unflatten(vector, like):
    out, at = {}, 0
    for k in sorted(like):
        shape = np.shape(like[k])
        size = int(np.prod(shape))
        out[k] = vector[at : at + size].reshape(shape)
        at += size
    return out


def gradient_descent(params, grads, lr):
    return unflatten(flatten(params) - lr * flatten(grads), params)


def momentum(params, grads, v, lr, beta):
    velocity = beta * flatten(v) + (1 - beta) * flatten(grads)
    return unflatten(flatten(params) - lr * velocity, params), unflatten(velocity, params)


def rmsprop(params, grads, s, lr, beta, eps):
    g = flatten(grads)
    squares = beta * flatten(s) + (1 - beta) * g**2
    return unflatten(flatten(params) - lr * g / (np.sqrt(squares) + eps), params), unflatten(squares, params)


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    g = flatten(grads)
    first = beta1 * flatten(v) + (1 - beta1) * g
    second = beta2 * flatten(s) + (1 - beta2) * g**2
    step = first / (1 - beta1**t) / (np.sqrt(second / (1 - beta2**t)) + eps)
    moved = flatten(params) - lr * step
    return tuple(unflatten(vector, params) for vector in (moved, first, second))


def minibatches(x, y, batch_size, rng):
    def cut(columns):
        if columns.size == 0:
            return []
        head, tail = columns[:batch_size], columns[batch_size:]
        return [(x[:, head], y[:, head])] + cut(tail)

    return cut(rng.permutation(x.shape[1]))


def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    theta, losses = np.append(params["w"], params["b"]), []
    ones = lambda a: np.vstack([a, np.ones((1, a.shape[1]))])
    for _ in range(epochs):
        losses.append(np.mean((theta @ ones(x) - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            theta = theta - lr * 2 / yb.size * ones(xb) @ (theta @ ones(xb) - yb[0])
    return {"w": theta[np.newaxis, :-1], "b": theta[-1]}, losses
