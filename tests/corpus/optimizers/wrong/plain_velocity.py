# autograder: problem = optimizers
# mistake: another convention: no (1 - beta) in the velocity; the parameters follow from it
# name: missing-one-minus-beta
# expect: momentum.v wrong
# expect: momentum.params follows
# named: momentum.v missing-one-minus-beta
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}

def momentum(params, grads, v, lr, beta):
    new_params, new_v = {}, {}
    for k, p in params.items():
        new_v[k] = grads[k] + beta * v.get(k, np.zeros_like(p))
        new_params[k] = p - lr * new_v[k]
    return new_params, new_v

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
    w, b, losses = params["w"], params["b"], []
    for _ in range(epochs):
        losses.append(np.mean((w @ x + b - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            r = w @ xb + b - yb
            w, b = w - lr * 2 * r @ xb.T / r.size, b - lr * 2 * r.mean()
    return {"w": w, "b": b}, losses
