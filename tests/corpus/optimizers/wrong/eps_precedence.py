# autograder: problem = optimizers
# mistake: brackets forgotten: the step is (g / root) + eps in rmsprop; root times eps in adam
# name: eps-precedence
# expect: rmsprop.params wrong
# expect: adam.params wrong
# named: rmsprop.params eps-precedence
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}

def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v

def rmsprop(params, grads, s, lr, beta, eps):
    new_s, new = {}, {}
    for k in params:
        new_s[k] = (1 - beta) * grads[k] ** 2 + (beta * s[k] if s else 0)
        new[k] = params[k] - lr * (grads[k] / np.sqrt(new_s[k]) + eps)
    return new, new_s

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    new_v, new_s, new = {}, {}, {}
    for k in params:
        new_v[k] = (1 - beta1) * grads[k] + (beta1 * v[k] if v else 0)
        new_s[k] = (1 - beta2) * grads[k] ** 2 + (beta2 * s[k] if s else 0)
        new[k] = params[k] - lr * new_v[k] / (1 - beta1 ** t) / (np.sqrt(new_s[k] / (1 - beta2 ** t)) * eps)
    return new, new_v, new_s

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
