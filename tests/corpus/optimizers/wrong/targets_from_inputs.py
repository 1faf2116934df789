# autograder: problem = optimizers
# mistake: y_batch is sliced from x; the descent's own batches are right
# name: targets-from-inputs
# expect: minibatches shape
# named: minibatches targets-from-inputs
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}

def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v

def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * grads[k] ** 2 for k in grads}
    c1, c2 = 1 - beta1 ** t, 1 - beta2 ** t
    return {k: params[k] - lr * (v[k] / c1) / (np.sqrt(s[k] / c2) + eps) for k in params}, v, s

def minibatches(x, y, batch_size, rng):
    m = x.shape[1]
    perm = rng.permutation(m)
    x_s = x[:, perm]
    y_s = y[:, perm]
    result = []
    start = 0
    while start < m:
        stop = min(start + batch_size, m)
        result.append((x_s[:, start:stop], x_s[:, start:stop]))
        start = stop
    return result

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b, losses = params["w"], params["b"], []
    m = x.shape[1]
    for _ in range(epochs):
        losses.append(np.mean((w @ x + b - y) ** 2))
        perm = rng.permutation(m)
        for start in range(0, m, batch_size):
            cols = perm[start:start + batch_size]
            r = w @ x[:, cols] + b - y[:, cols]
            w, b = w - lr * 2 * r @ x[:, cols].T / r.size, b - lr * 2 * r.mean()
    return {"w": w, "b": b}, losses
