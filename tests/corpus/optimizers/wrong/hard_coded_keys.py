# autograder: problem = optimizers
# mistake: the learning rate and the keys W and b of an earlier chapter are hard-coded; an empty last batch
# expect: gradient_descent raised
# expect: momentum.params wrong
# expect: minibatches shape
# expect: minibatch_descent.* raised
import numpy as np

ALPHA = 0.01

def gradient_descent(params, grads, lr):
    return {"W": params["W"] - lr * grads["W"], "b": params["b"] - lr * grads["b"]}

def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - ALPHA * v[k] for k in params}, v

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
    p = rng.permutation(m)
    x, y = x[:, p], y[:, p]
    count = m // batch_size + 1
    return [(x[:, j * batch_size:(j + 1) * batch_size], y[:, j * batch_size:(j + 1) * batch_size]) for j in range(count)]

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        losses.append(np.mean((params["w"] @ x + params["b"] - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            d = 2 * (params["w"] @ xb + params["b"] - yb) / yb.size
            params = gradient_descent(params, {"w": d @ xb.T, "b": d.sum()}, lr)
    return params, losses
