# autograder: problem = optimizers
# mistake: the corrected moments overwrite the state
# name: corrected-state-stored
# expect: adam.v wrong
# expect: adam.s wrong
# named: adam.v corrected-state-stored
# named: adam.s corrected-state-stored
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
    v, s, params = dict(v), dict(s), dict(params)
    for k in params:
        v[k] = beta1 * v.get(k, 0.0) + (1 - beta1) * grads[k]
        s[k] = beta2 * s.get(k, 0.0) + (1 - beta2) * grads[k] ** 2
        v[k] = v[k] / (1 - beta1 ** t)
        s[k] = s[k] / (1 - beta2 ** t)
        params[k] = params[k] - lr * v[k] / (np.sqrt(s[k]) + eps)
    return params, v, s

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
