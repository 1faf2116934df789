# autograder: problem = optimizers
# mistake: y_batch is the last row of x
# expect: minibatches wrong
# expect: minibatch_descent.params follows
# expect: minibatch_descent.losses follows
# unnamed: minibatches targets-from-inputs, the declared edit cuts it from all rows of x
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
    perm = rng.permutation(x.shape[1])
    x, y = x[:, perm], y[:, perm]
    out = []
    k = 0
    while k < x.shape[1]:
        xb = x[:, k:k + batch_size]
        yb = x[-1:, k:k + batch_size]
        out.append((xb, yb))
        k += batch_size
    return out

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
