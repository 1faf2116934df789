# autograder: problem = optimizers
# style: deep copies first, then everything in place on the copies
import copy

import numpy as np

def gradient_descent(params, grads, lr):
    params = copy.deepcopy(params)
    for k in params:
        params[k] -= lr * grads[k]
    return params

def momentum(params, grads, v, lr, beta):
    params, v = copy.deepcopy(params), copy.deepcopy(v)
    if len(v) == 0:
        for k in params:
            v[k] = np.zeros_like(params[k])
    for k in params:
        v[k] *= beta
        v[k] += (1 - beta) * grads[k]
        params[k] -= lr * v[k]
    return params, v

def rmsprop(params, grads, s, lr, beta, eps):
    params, s = copy.deepcopy(params), copy.deepcopy(s)
    if not s:
        s = {k: 0 * grads[k] for k in grads}
    for k in params:
        s[k] *= beta
        s[k] += (1 - beta) * grads[k] ** 2
        params[k] -= lr * grads[k] / (eps + np.sqrt(s[k]))
    return params, s

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    params = copy.deepcopy(params)
    v, s = copy.deepcopy((v, s))
    for k in params:
        v.setdefault(k, np.zeros(np.shape(grads[k])))
        s.setdefault(k, np.zeros(np.shape(grads[k])))
        v[k] = v[k] - (1 - beta1) * (v[k] - grads[k])
        s[k] = s[k] - (1 - beta2) * (s[k] - grads[k] ** 2)
        # the step length of the paper, with eps moved along
        a = lr * np.sqrt(1 - beta2 ** t) / (1 - beta1 ** t)
        params[k] -= a * v[k] / (np.sqrt(s[k]) + eps * np.sqrt(1 - beta2 ** t))
    return params, v, s

def minibatches(x, y, batch_size, rng):
    x, y = x.copy(), y.copy()
    order = rng.permutation(y.shape[1])
    x[:] = x[:, order]
    y[:] = y[:, order]
    n_full = x.shape[1] // batch_size
    out = []
    for j in range(n_full):
        out.append((x[:, j * batch_size:(j + 1) * batch_size], y[:, j * batch_size:(j + 1) * batch_size]))
    if x.shape[1] % batch_size != 0:
        out.append((x[:, n_full * batch_size:], y[:, n_full * batch_size:]))
    return out

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    p = copy.deepcopy(params)
    losses = []
    for _ in range(epochs):
        losses.append(np.sum((np.dot(p["w"], x) + p["b"] - y) ** 2) / y.shape[1])
        for xb, yb in minibatches(x, y, batch_size, rng):
            e = np.dot(p["w"], xb) + p["b"] - yb
            p["w"] -= lr * 2 * np.dot(e, xb.T) / xb.shape[1]
            p["b"] -= lr * 2 * np.sum(e) / xb.shape[1]
    return p, losses
