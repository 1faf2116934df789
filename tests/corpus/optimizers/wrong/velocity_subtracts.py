# autograder: problem = optimizers
# mistake: the sign of the gradient in the velocity
# name: velocity-sign
# expect: momentum.v wrong
# expect: momentum.params follows
# named: momentum.v velocity-sign
import numpy as np

def gradient_descent(params, grads, lr):
    updated = {}
    for name in params.keys():
        updated[name] = params[name] - lr * grads[name]
    return updated

def momentum(params, grads, v, lr, beta):
    new_params = {}
    new_v = {}
    for key in sorted(params):
        kept = np.multiply(beta, v.get(key, 0.0))
        added = np.multiply(1 - beta, grads[key])
        new_v[key] = kept - added
        new_params[key] = params[key] - lr * new_v[key]
    return new_params, new_v

def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s
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
    order = rng.permutation(x.shape[1])
    batches = []
    while len(order):
        chosen, order = order[:batch_size], order[batch_size:]
        batches.append((x[:, chosen], y[:, chosen]))
    return batches
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
