# autograder: problem = optimizers
# style: parameters and state are changed in place and given back: it costs a note, no points
import numpy as np

def gradient_descent(params, grads, lr):
    for key in params:
        params[key] -= lr * grads[key]
    return params

def momentum(params, grads, v, lr, beta):
    for key in params:
        v[key] = beta * v.get(key, 0) + (1 - beta) * grads[key]
        params[key] -= lr * v[key]
    return params, v

def rmsprop(params, grads, s, lr, beta, eps):
    for key in params:
        s[key] = beta * s.get(key, 0) + (1 - beta) * grads[key] ** 2
        params[key] -= lr * grads[key] / (np.sqrt(s[key]) + eps)
    return params, s

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    for key in params:
        v[key] = beta1 * v.get(key, 0) + (1 - beta1) * grads[key]
        s[key] = beta2 * s.get(key, 0) + (1 - beta2) * grads[key] ** 2
        params[key] -= lr * v[key] / (1 - beta1 ** t) / (np.sqrt(s[key] / (1 - beta2 ** t)) + eps)
    return params, v, s

def minibatches(x, y, batch_size, rng):
    both = np.vstack([x, y])[:, rng.permutation(x.shape[1])]
    batches = []
    while both.shape[1]:
        batches.append((both[:-1, :batch_size], both[-1:, :batch_size]))
        both = both[:, batch_size:]
    return batches

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        r = params["w"] @ x + params["b"] - y
        losses.append((r @ r.T) / r.size)
        for xb, yb in minibatches(x, y, batch_size, rng):
            r = params["w"] @ xb + params["b"] - yb
            params["w"] -= lr * 2 / r.size * r @ xb.T
            params["b"] -= lr * 2 / r.size * r.sum()
    return params, losses
