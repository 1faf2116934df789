# autograder: problem = optimizers
# mistake: eps is added to the finished step and not to the root, without the learning rate
# name: eps-precedence
# expect: adam.params wrong
# named: adam.params eps-precedence
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}
def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v
def rmsprop(params, grads, s, lr, beta, eps):
    out, state = {}, {}
    for name in params:
        g = grads[name]
        before = s[name] if name in s else 0.0
        state[name] = before + (1 - beta) * (np.square(g) - before)
        out[name] = params[name] - lr / (np.sqrt(state[name]) + eps) * g
    return out, state

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * grads[k] ** 2 for k in grads}
    new_params = {}
    for k in params:
        v_hat = v[k] / (1 - beta1 ** t)
        s_hat = s[k] / (1 - beta2 ** t)
        step = lr * v_hat / np.sqrt(s_hat) + eps
        new_params[k] = params[k] - step
    return new_params, v, s

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
