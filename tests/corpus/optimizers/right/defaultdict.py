# autograder: problem = optimizers
# style: a general loop with defaultdict and in-place numpy out=
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

from collections import defaultdict

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v, s = defaultdict(float, v), defaultdict(float, s)
    out = {}
    for k in params:
        v[k] = np.add(np.multiply(beta1, v[k]), (1 - beta1) * grads[k])
        s[k] = np.add(np.multiply(beta2, s[k]), (1 - beta2) * grads[k] ** 2)
        c1, c2 = 1 - beta1 ** t, 1 - beta2 ** t
        out[k] = params[k] - lr * (v[k] / c1) / (np.sqrt(s[k] / c2) + eps)
    return out, dict(v), dict(s)

def minibatches(x, y, batch_size, rng):
    shuffled = np.vstack([x, y])[:, rng.permutation(x.shape[1])]
    cuts = range(batch_size, x.shape[1], batch_size)
    return [(part[:-1], part[-1:]) for part in np.split(shuffled, cuts, axis=1)]

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
