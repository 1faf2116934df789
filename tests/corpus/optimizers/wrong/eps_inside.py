# autograder: problem = optimizers
# mistake: eps inside the root, in rmsprop and adam alike
# name: eps-inside-root
# expect: rmsprop.params wrong
# expect: adam.params wrong
# named: rmsprop.params eps-inside-root
import numpy as np

def gradient_descent(params, grads, lr):
    out = dict()
    for name, value in params.items():
        out[name] = value - lr * grads[name]
    return out

def momentum(params, grads, v, lr, beta):
    out, new_v = dict(), dict()
    for name, value in params.items():
        new_v[name] = beta * (v[name] if name in v else 0) + (1 - beta) * grads[name]
        out[name] = value - lr * new_v[name]
    return out, new_v

def rmsprop(params, grads, s, lr, beta, eps):
    out, new_s = dict(), dict()
    for name, value in params.items():
        g = grads[name]
        new_s[name] = beta * (s[name] if name in s else 0) + (1 - beta) * g * g
        out[name] = value - lr * g / np.sqrt(new_s[name] + eps)
    return out, new_s

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    out, new_v, new_s = dict(), dict(), dict()
    for name, value in params.items():
        g = grads[name]
        new_v[name] = beta1 * (v[name] if name in v else 0) + (1 - beta1) * g
        new_s[name] = beta2 * (s[name] if name in s else 0) + (1 - beta2) * g * g
        vc, sc = new_v[name] / (1 - beta1 ** t), new_s[name] / (1 - beta2 ** t)
        out[name] = value - lr * vc / np.sqrt(sc + eps)
    return out, new_v, new_s

def minibatches(x, y, batch_size, rng):
    p = rng.permutation(x.shape[1])
    return [(x[:, p][:, i:i + batch_size], y[:, p][:, i:i + batch_size]) for i in range(0, x.shape[1], batch_size)]

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b, losses = params["w"], params["b"], []
    for _ in range(epochs):
        losses.append(np.mean((w @ x + b - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            r = w @ xb + b - yb
            w, b = w - lr * 2 * r @ xb.T / r.size, b - lr * 2 * r.mean()
    return {"w": w, "b": b}, losses
