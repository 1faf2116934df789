# autograder: problem = optimizers
# mistake: the second average is of sizes, not of squares
# expect: adam.s wrong
# expect: adam.params follows
# unnamed: adam.s gradient-not-squared, the declared edit leaves the sign; here it is taken off
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
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * np.abs(grads[k]) for k in grads}
    return {k: params[k] - lr * v[k] / (1 - beta1 ** t) / (np.sqrt(s[k] / (1 - beta2 ** t)) + eps) for k in params}, v, s

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
