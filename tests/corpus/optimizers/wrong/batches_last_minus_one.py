# autograder: problem = optimizers
# mistake: the remainder is cut with -1 and loses its last example
# name: example-lost
# expect: minibatches shape
# expect: minibatch_descent.params follows
# expect: minibatch_descent.losses follows
# named: minibatches example-lost
import numpy as np

def gradient_descent(params, grads, lr):
    new = {}
    for name in params:
        new[name] = np.subtract(params[name], np.multiply(lr, grads[name]))
    return new

def momentum(params, grads, v, lr, beta):
    p, vel = {}, {}
    for name, g in grads.items():
        old = v[name] if name in v else np.zeros_like(g)
        vel[name] = old + (1 - beta) * (g - old)
        p[name] = params[name] - lr * vel[name]
    return p, vel

def rmsprop(params, grads, s, lr, beta, eps):
    p, mean_square = {}, {}
    for name, g in grads.items():
        old = s.get(name, np.zeros(np.shape(g)))
        mean_square[name] = old + (1 - beta) * (g * g - old)
        p[name] = params[name] - lr * g / (mean_square[name] ** 0.5 + eps)
    return p, mean_square

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    p, v2, s2 = {}, {}, {}
    for name, g in grads.items():
        v2[name] = (1 - beta1) * g + (beta1 * v[name] if v else 0)
        s2[name] = (1 - beta2) * g ** 2 + (beta2 * s[name] if s else 0)
        top = v2[name] / (1 - np.power(beta1, t))
        bottom = np.sqrt(s2[name] / (1 - np.power(beta2, t))) + eps
        p[name] = params[name] - lr * top / bottom
    return p, v2, s2

def minibatches(X, Y, mini_batch_size, rng):
    m = X.shape[1]
    permutation = list(rng.permutation(m))
    shuffled_X = X[:, permutation]
    shuffled_Y = Y[:, permutation].reshape((1, m))
    batches = []
    full = m // mini_batch_size
    for k in range(full):
        batches.append((shuffled_X[:, k * mini_batch_size : (k + 1) * mini_batch_size],
                        shuffled_Y[:, k * mini_batch_size : (k + 1) * mini_batch_size]))
    if m % mini_batch_size != 0:
        batches.append((shuffled_X[:, full * mini_batch_size : -1], shuffled_Y[:, full * mini_batch_size : -1]))
    return batches

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b = params["w"].copy(), float(params["b"])
    curve = []
    for epoch in range(epochs):
        curve.append(np.square(w @ x + b - y).mean())
        for xs, ys in minibatches(x, y, batch_size, rng):
            gap = w @ xs + b - ys
            gw, gb = 2 * gap @ xs.T / gap.size, 2 * gap.mean()
            w, b = w - lr * gw, b - lr * gb
    return {"w": w, "b": b}, curve
