# autograder: problem = optimizers
# mistake: the corrections are folded into the learning rate, and eps is left where it was
# name: eps-before-correction
# expect: adam.params wrong
# named: adam.params eps-before-correction
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
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    lr_t = lr * np.sqrt(1 - beta2 ** t) / (1 - beta1 ** t)
    new_v, new_s, new_params = {}, {}, {}
    for k in params:
        new_v[k] = beta1 * v.get(k, 0) + (1 - beta1) * grads[k]
        new_s[k] = beta2 * s.get(k, 0) + (1 - beta2) * grads[k] * grads[k]
        new_params[k] = params[k] - lr_t * new_v[k] / (np.sqrt(new_s[k]) + eps)
    return new_params, new_v, new_s

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
