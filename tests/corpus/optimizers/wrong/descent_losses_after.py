# autograder: problem = optimizers
# mistake: the loss of an epoch is taken when the epoch is over
# name: loss-after-epoch
# expect: minibatch_descent.losses wrong
# named: minibatch_descent.losses loss-after-epoch
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
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * grads[k] ** 2 for k in grads}
    new = {}
    for k in params:
        v_corrected = v[k] / (1 - beta1 ** t)
        s_corrected = s[k] / (1 - beta2 ** t)
        new[k] = params[k] - lr * v_corrected / (np.sqrt(s_corrected) + eps)
    return new, v, s
def minibatches(x, y, batch_size, rng):
    order = rng.permutation(x.shape[1])
    batches = []
    while len(order):
        chosen, order = order[:batch_size], order[batch_size:]
        batches.append((x[:, chosen], y[:, chosen]))
    return batches

def mse(w, b, x, y):
    return float(((w @ x + b - y) ** 2).mean())

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b = params["w"], params["b"]
    losses = np.zeros(epochs)
    for epoch in range(epochs):
        for xb, yb in minibatches(x, y, batch_size, rng):
            error = w @ xb + b - yb
            w, b = w - lr * 2 * error @ xb.T / error.size, b - lr * 2 * error.mean()
        losses[epoch] = mse(w, b, x, y)
    return {"w": w, "b": b}, losses
