# autograder: problem = optimizers
# mistake: the two betas change places from the first line on
# name: betas-swapped
# expect: adam.v wrong
# expect: adam.s wrong
# expect: adam.params wrong
# named: adam.v betas-swapped
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
    decay_of_squares, decay_of_gradients = beta1, beta2
    out, vs, ss = {}, {}, {}
    for k in params:
        vs[k] = decay_of_gradients * v.get(k, 0) + (1 - decay_of_gradients) * grads[k]
        ss[k] = decay_of_squares * s.get(k, 0) + (1 - decay_of_squares) * grads[k] ** 2
        top = vs[k] / (1 - decay_of_gradients ** t)
        bottom = ss[k] / (1 - decay_of_squares ** t)
        out[k] = params[k] - lr * top / (np.sqrt(bottom) + eps)
    return out, vs, ss

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
