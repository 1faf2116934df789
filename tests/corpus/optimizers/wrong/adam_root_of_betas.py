# autograder: problem = optimizers
# mistake: the correction uses the roots of both betas
# name: root-of-beta
# expect: adam.params wrong
# named: adam.params root-of-beta
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
    out, state = {}, {}
    for name in params:
        g = grads[name]
        before = s[name] if name in s else 0.0
        state[name] = before + (1 - beta) * (np.square(g) - before)
        out[name] = params[name] - lr / (np.sqrt(state[name]) + eps) * g
    return out, state

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    correction1 = 1 - beta1 ** (t / 2)
    correction2 = 1 - beta2 ** (t / 2)
    out, V, S = {}, {}, {}
    for key, g in grads.items():
        V[key] = beta1 * v.get(key, 0.0) + (1 - beta1) * g
        S[key] = beta2 * s.get(key, 0.0) + (1 - beta2) * g ** 2
        out[key] = params[key] - lr * V[key] / correction1 / (np.sqrt(S[key] / correction2) + eps)
    return out, V, S

def minibatches(x, y, batch_size, rng):
    m = x.shape[1]
    perm = list(rng.permutation(m))
    x, y = x[:, perm], y[:, perm]
    return [(x[:, i:i + batch_size], y[:, i:i + batch_size]) for i in range(0, m, batch_size)]
def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b = params["w"], params["b"]
    losses = []
    for epoch in range(epochs):
        losses.append(np.mean((np.dot(w, x) + b - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            error = np.dot(w, xb) + b - yb
            size = yb.shape[1]
            w = w - lr * 2 / size * np.dot(error, xb.T)
            b = b - lr * 2 / size * np.sum(error)
    return {"w": w, "b": b}, losses
