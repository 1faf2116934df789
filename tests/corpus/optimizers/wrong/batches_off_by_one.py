# autograder: problem = optimizers
# mistake: the end of each slice is one too early, so an example of every batch is lost
# name: example-lost
# expect: minibatches shape
# expect: minibatch_descent.params follows
# expect: minibatch_descent.losses follows
# named: minibatches example-lost
import numpy as np

def gradient_descent(params, grads, lr):
    updated = {}
    for name in params.keys():
        updated[name] = params[name] - lr * grads[name]
    return updated
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
def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    out, first, second = {}, {}, {}
    for name in grads:
        g = np.asarray(grads[name])
        first[name] = beta1 * v.get(name, 0) + (1 - beta1) * g
        second[name] = beta2 * s.get(name, 0) + (1 - beta2) * g * g
        m_hat = first[name] / (1 - np.power(beta1, t))
        root = np.sqrt(second[name] / (1 - np.power(beta2, t)))
        out[name] = params[name] - lr * m_hat / (root + eps)
    return out, first, second

def minibatches(x, y, batch_size, rng):
    p = rng.permutation(x.shape[1])
    xs, ys = np.take(x, p, axis=1), np.take(y, p, axis=1)
    edges = np.arange(0, xs.shape[1], batch_size)
    return [(xs[:, e:e + batch_size - 1], ys[:, e:e + batch_size - 1]) for e in edges]

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    theta, losses = dict(params), []
    while len(losses) < epochs:
        residual = theta["w"] @ x + theta["b"] - y
        losses.append(float((residual ** 2).mean()))
        for X, Y in minibatches(x, y, batch_size, rng):
            d = 2 * (theta["w"] @ X + theta["b"] - Y) / Y.size
            theta = gradient_descent(theta, {"w": d @ X.T, "b": d.sum()}, lr)
    return theta, losses
