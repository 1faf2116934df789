# autograder: problem = optimizers
# mistake: the second moment averages the gradients, not their squares
# name: gradient-not-squared
# expect: adam.s wrong
# expect: adam.params follows
# named: adam.s gradient-not-squared
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}
def momentum(params, grads, v, lr, beta):
    if not v:
        v = {name: np.zeros_like(g) for name, g in grads.items()}
    new_v, new_params = {}, {}
    for name in params:
        new_v[name] = beta * v[name] + (1 - beta) * grads[name]
        new_params[name] = params[name] - lr * new_v[name]
    return new_params, new_v
def rmsprop(params, grads, s, lr, beta, eps):
    out, state = {}, {}
    for name in params:
        g = grads[name]
        before = s[name] if name in s else 0.0
        state[name] = before + (1 - beta) * (np.square(g) - before)
        out[name] = params[name] - lr / (np.sqrt(state[name]) + eps) * g
    return out, state

def average(old, new, beta):
    return {k: beta * old.get(k, 0.0) + (1 - beta) * new[k] for k in new}

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v, s = average(v, grads, beta1), average(s, grads, beta2)
    new = {}
    for k in params:
        unbiased = v[k] / (1 - beta1 ** t), s[k] / (1 - beta2 ** t)
        new[k] = params[k] - lr * unbiased[0] / (np.sqrt(unbiased[1]) + eps)
    return new, v, s

def minibatches(x, y, batch_size, rng):
    m = x.shape[1]
    perm = list(rng.permutation(m))
    x, y = x[:, perm], y[:, perm]
    return [(x[:, i:i + batch_size], y[:, i:i + batch_size]) for i in range(0, m, batch_size)]
def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    theta, losses = dict(params), []
    while len(losses) < epochs:
        residual = theta["w"] @ x + theta["b"] - y
        losses.append(float((residual ** 2).mean()))
        for X, Y in minibatches(x, y, batch_size, rng):
            d = 2 * (theta["w"] @ X + theta["b"] - Y) / Y.size
            theta = gradient_descent(theta, {"w": d @ X.T, "b": d.sum()}, lr)
    return theta, losses
