# autograder: problem = optimizers
# mistake: t is counted up inside adam once more, so that it is one ahead
# name: t-off-by-one
# expect: adam.params wrong
# named: adam.params t-off-by-one
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}
def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v
def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s

def correct(moment, beta, t):
    return {k: value / (1 - beta ** t) for k, value in moment.items()}

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    t = t + 1
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * np.square(grads[k]) for k in grads}
    v_hat, s_hat = correct(v, beta1, t), correct(s, beta2, t)
    return {k: params[k] - lr * v_hat[k] / (np.sqrt(s_hat[k]) + eps) for k in params}, v, s

def minibatches(x, y, batch_size, rng):
    order = rng.permutation(x.shape[1])
    batches = []
    while len(order):
        chosen, order = order[:batch_size], order[batch_size:]
        batches.append((x[:, chosen], y[:, chosen]))
    return batches
def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    theta, losses = dict(params), []
    while len(losses) < epochs:
        residual = theta["w"] @ x + theta["b"] - y
        losses.append(float((residual ** 2).mean()))
        for X, Y in minibatches(x, y, batch_size, rng):
            d = 2 * (theta["w"] @ X + theta["b"] - Y) / Y.size
            theta = gradient_descent(theta, {"w": d @ X.T, "b": d.sum()}, lr)
    return theta, losses
