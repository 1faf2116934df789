# autograder: problem = optimizers
# mistake: inputs and targets are shuffled by a permutation each
# name: shuffled-apart
# expect: minibatches wrong
# expect: minibatch_descent.params follows
# expect: minibatch_descent.losses follows
# named: minibatches shuffled-apart
import numpy as np

def gradient_descent(params, grads, lr):
    updated = {}
    for name in params.keys():
        updated[name] = params[name] - lr * grads[name]
    return updated
def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v
def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s
def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * grads[k] ** 2 for k in grads}
    new = {}
    for k in params:
        v_corrected = v[k] / (1 - beta1 ** t)
        s_corrected = s[k] / (1 - beta2 ** t)
        new[k] = params[k] - lr * v_corrected / (np.sqrt(s_corrected) + eps)
    return new, v, s

def shuffle(array, rng):
    return array[:, rng.permutation(array.shape[1])]

def minibatches(x, y, batch_size, rng):
    x = shuffle(x, rng)
    y = shuffle(y, rng)
    return [(x[:, i:i + batch_size], y[:, i:i + batch_size]) for i in range(0, x.shape[1], batch_size)]

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    theta, losses = dict(params), []
    while len(losses) < epochs:
        residual = theta["w"] @ x + theta["b"] - y
        losses.append(float((residual ** 2).mean()))
        for X, Y in minibatches(x, y, batch_size, rng):
            d = 2 * (theta["w"] @ X + theta["b"] - Y) / Y.size
            theta = gradient_descent(theta, {"w": d @ X.T, "b": d.sum()}, lr)
    return theta, losses
