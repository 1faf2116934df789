# autograder: problem = optimizers
# mistake: Adam without bias correction
# name: no-bias-correction
# expect: adam.params wrong
# named: adam.params no-bias-correction
import numpy as np


def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}


def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v


def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    _, v = momentum(params, grads, v, lr, beta1)
    _, s = rmsprop(params, grads, s, lr, beta2, eps)
    step = {k: v[k] / (np.sqrt(s[k]) + eps) for k in grads}
    return gradient_descent(params, step, lr), v, s


def minibatches(x, y, batch_size, rng):
    order = rng.permutation(x.shape[1])
    chunks = [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
    return [(x[:, c], y[:, c]) for c in chunks]


def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        losses.append(np.mean((params["w"] @ x + params["b"] - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            d = 2 * (params["w"] @ xb + params["b"] - yb) / yb.shape[1]
            params = gradient_descent(params, {"w": d @ xb.T, "b": d.sum()}, lr)
    return params, losses
