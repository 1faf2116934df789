# autograder: problem = optimizers
# mistake: x is shuffled and y is not; losses are averaged over the batches
# name: targets-not-shuffled
# expect: minibatches wrong
# expect: minibatch_descent.params follows
# expect: minibatch_descent.losses wrong
# named: minibatches targets-not-shuffled
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
    permutation = list(rng.permutation(m))
    shuffled_x = x[:, permutation]
    batches = []
    for k in range(0, m, batch_size):
        batches.append((shuffled_x[:, k:k + batch_size], y[:, k:k + batch_size]))
    return batches

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    losses = []
    w, b = params["w"], params["b"]
    for _ in range(epochs):
        total = 0
        batches = minibatches(x, y, batch_size, rng)
        for xb, yb in batches:
            r = w @ xb + b - yb
            total += np.mean(r ** 2)
            w, b = w - lr * 2 * r @ xb.T / r.size, b - lr * 2 * r.mean()
        losses.append(total / len(batches))
    return {"w": w, "b": b}, losses
