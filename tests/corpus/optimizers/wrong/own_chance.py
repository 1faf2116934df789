# autograder: problem = optimizers
# mistake: a random order of its own instead of the rng that is given: two equal calls differ
# expect: minibatches wrong
# expect: minibatch_descent.* follows
import random

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
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * grads[k] ** 2 for k in grads}
    c1, c2 = 1 - beta1 ** t, 1 - beta2 ** t
    return {k: params[k] - lr * (v[k] / c1) / (np.sqrt(s[k] / c2) + eps) for k in params}, v, s

def minibatches(x, y, batch_size, rng):
    order = list(range(x.shape[1]))
    random.shuffle(order)
    return [(x[:, order[i:i + batch_size]], y[:, order[i:i + batch_size]]) for i in range(0, len(order), batch_size)]

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b, losses = params["w"], params["b"], []
    for _ in range(epochs):
        losses.append(np.mean((w @ x + b - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            r = w @ xb + b - yb
            w, b = w - lr * 2 * r @ xb.T / r.size, b - lr * 2 * r.mean()
    return {"w": w, "b": b}, losses
