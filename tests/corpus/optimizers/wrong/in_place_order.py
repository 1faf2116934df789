# autograder: problem = optimizers
# mistake: zip over params and grads by position, which come in the same order only by luck; v is used up before adam's s
# expect: adam.s wrong
# expect: adam.params follows
# name: velocity-squared
# named: adam.s velocity-squared
import numpy as np

def gradient_descent(params, grads, lr):
    return dict(zip(params, (p - lr * g for p, g in zip(params.values(), grads.values()))))

def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v

def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    first, second, moved = {}, {}, {}
    for k in params:
        g = beta1 * v.get(k, 0) + (1 - beta1) * grads[k]
        first[k] = g
        second[k] = beta2 * s.get(k, 0) + (1 - beta2) * g ** 2
        moved[k] = params[k] - lr * first[k] / (1 - beta1 ** t) / (np.sqrt(second[k] / (1 - beta2 ** t)) + eps)
    return moved, first, second

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
