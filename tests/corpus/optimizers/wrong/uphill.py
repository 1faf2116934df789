# autograder: problem = optimizers
# mistake: gradient_descent goes uphill; minibatch_descent uses it and follows
# name: uphill
# expect: gradient_descent wrong
# expect: minibatch_descent.* follows
# named: gradient_descent uphill
import numpy as np

def gradient_descent(params, grads, lr):
    new = {}
    for k in params:
        new[k] = np.add(params[k], np.multiply(lr, grads[k]))
    return new

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
    p = rng.permutation(x.shape[1])
    x, y = x[:, p], y[:, p]
    return [(x[:, i:i + batch_size], y[:, i:i + batch_size]) for i in range(0, len(p), batch_size)]

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        losses.append(np.mean((params["w"] @ x + params["b"] - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            d = 2 * (params["w"] @ xb + params["b"] - yb) / yb.size
            params = gradient_descent(params, {"w": d @ xb.T, "b": d.sum()}, lr)
    return params, losses
