# autograder: problem = optimizers
# mistake: 0.9 for beta
# name: hyperparameters-hard-coded
# expect: momentum.v wrong
# expect: momentum.params follows
# named: momentum.v hyperparameters-hard-coded
import numpy as np

def gradient_descent(params, grads, lr):
    new = {}
    for name in params:
        new[name] = np.subtract(params[name], np.multiply(lr, grads[name]))
    return new

def momentum(params, grads, v, lr, beta=0.9):
    v = {k: 0.9 * v.get(k, 0) + 0.1 * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v

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
