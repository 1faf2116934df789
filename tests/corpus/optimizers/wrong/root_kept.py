# autograder: problem = optimizers
# mistake: the root mean square is stored as the state
# name: root-stored
# expect: rmsprop.s wrong
# named: rmsprop.s root-stored
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}
def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v

def rmsprop(params, grads, s, lr, beta, eps):
    rms, out = {}, {}
    for k in grads:
        rms[k] = np.sqrt(beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2)
        out[k] = params[k] - lr * grads[k] / (rms[k] + eps)
    return out, rms

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
