# autograder: problem = optimizers
# mistake: the gradient of a batch is divided by all examples, not by its own size
# name: divided-by-all-examples
# expect: minibatch_descent.params wrong
# expect: minibatch_descent.losses follows
# named: minibatch_descent.params divided-by-all-examples
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
    p = rng.permutation(x.shape[1])
    x, y = x[:, p], y[:, p]
    return [(x[:, i:i + batch_size], y[:, i:i + batch_size]) for i in range(0, len(p), batch_size)]

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    p, losses, m = dict(params), [], x.shape[1]
    for _ in range(epochs):
        losses.append(np.sum((p["w"] @ x + p["b"] - y) ** 2) / m)
        for xb, yb in minibatches(x, y, batch_size, rng):
            error = p["w"] @ xb + p["b"] - yb
            dw = (2 / m) * error @ xb.T
            db = (2 / m) * np.sum(error)
            p = gradient_descent(p, {"w": dw, "b": db}, lr)
    return p, losses
