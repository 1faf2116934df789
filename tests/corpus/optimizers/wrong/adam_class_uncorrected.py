# autograder: problem = optimizers
# mistake: Adam as a class, without bias correction
# name: no-bias-correction
# expect: adam.params wrong
# named: adam.params no-bias-correction
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

class Adam:
    def __init__(self, lr, b1, b2, eps):
        self.lr, self.b1, self.b2, self.eps = lr, b1, b2, eps

    def average(self, old, new, b):
        return {k: b * old.get(k, 0.0) + (1.0 - b) * new[k] for k in new}

    def step(self, p, g, v, s):
        v = self.average(v, g, self.b1)
        s = self.average(s, {k: a * a for k, a in g.items()}, self.b2)
        return {k: p[k] - self.lr * v[k] / (np.sqrt(s[k]) + self.eps) for k in p}, v, s


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    return Adam(lr, beta1, beta2, eps).step(params, grads, v, s)

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
