# autograder: problem = optimizers
# mistake: the gradient of the weights does not look at the inputs
# name: input-factor-missing
# expect: minibatch_descent.params wrong
# expect: minibatch_descent.losses follows
# named: minibatch_descent.params input-factor-missing
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

def minibatches(x, y, batch_size, rng):
    shuffled = np.vstack([x, y])[:, rng.permutation(x.shape[1])]
    cuts = range(batch_size, x.shape[1], batch_size)
    return [(part[:-1], part[-1:]) for part in np.split(shuffled, cuts, axis=1)]

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    p = {k: np.array(a, float) for k, a in params.items()}
    losses = []
    for _ in range(epochs):
        losses.append(np.mean((p["w"] @ x + p["b"] - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            r = p["w"] @ xb + p["b"] - yb
            dw = 2 * np.mean(r) * np.ones_like(p["w"])
            p = {"w": p["w"] - lr * dw, "b": p["b"] - lr * 2 * np.mean(r)}
    return p, losses
