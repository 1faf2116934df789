# autograder: problem = optimizers
# mistake: a step of Nesterov's kind in momentum; only one of the two moments corrected in adam; no root in rmsprop
# name: nesterov
# expect: momentum.params wrong
# expect: rmsprop.params wrong
# expect: adam.params wrong
# named: momentum.params nesterov
# named: adam.params only-v-corrected
import numpy as np


def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}


def momentum(params, grads, v, lr, beta):
    velocity = {k: beta * v.get(k, 0) + (1 - beta) * g for k, g in grads.items()}
    ahead = {k: beta * velocity[k] + (1 - beta) * g for k, g in grads.items()}
    return gradient_descent(params, ahead, lr), velocity


def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (s[k] + eps) for k in params}, s


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * grads[k] ** 2 for k in grads}
    unbiased = {k: value / (1 - beta1**t) for k, value in v.items()}
    return {k: params[k] - lr * unbiased[k] / (np.sqrt(s[k]) + eps) for k in params}, v, s


def minibatches(x, y, batch_size, rng):
    p = rng.permutation(x.shape[1])
    return [(x[:, p[i : i + batch_size]], y[:, p[i : i + batch_size]]) for i in range(0, p.size, batch_size)]


def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b, losses = params["w"], params["b"], []
    for _ in range(epochs):
        losses.append(np.mean((w @ x + b - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            r = w @ xb + b - yb
            w, b = w - lr * 2 * r @ xb.T / r.size, b - lr * 2 * r.mean()
    return {"w": w, "b": b}, losses
