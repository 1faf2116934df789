# autograder: problem = optimizers
# mistake: eps multiplies the root
# name: eps-multiplied
# expect: rmsprop.params wrong
# named: rmsprop.params eps-multiplied
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
    second = dict(s)
    for k, g in grads.items():
        second[k] = beta * second.get(k, 0.0) + (1 - beta) * g * g
    scale = {k: 1 / (eps * second[k] ** 0.5) for k in grads}
    return {k: params[k] - lr * scale[k] * grads[k] for k in params}, second

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * grads[k] ** 2 for k in grads}
    new = {}
    for k in params:
        v_corrected = v[k] / (1 - beta1 ** t)
        s_corrected = s[k] / (1 - beta2 ** t)
        new[k] = params[k] - lr * v_corrected / (np.sqrt(s_corrected) + eps)
    return new, v, s
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
