# autograder: problem = optimizers
# mistake: the step has the sign of the gradient and not its size
# name: sign-for-gradient
# expect: gradient_descent wrong
# named: gradient_descent sign-for-gradient
import numpy as np

def direction(g):
    return g / np.abs(g)

def gradient_descent(params, grads, lr):
    return dict((k, params[k] - lr * direction(grads[k])) for k in params)

def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v
def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s
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
