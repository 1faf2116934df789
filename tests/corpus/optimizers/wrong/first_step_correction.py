# autograder: problem = optimizers
# mistake: the correction divides by 1 - beta, which is right in the first step only; the corrected moments are stored
# expect: adam.v wrong
# expect: adam.s wrong
# expect: adam.params wrong
# named: adam.v corrected-state-stored
# named: adam.s corrected-state-stored
# named: adam.params correction-without-power
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}

def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v

def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v, s, params = dict(v), dict(s), dict(params)
    for k, g in grads.items():
        v[k] = beta1 * v.get(k, 0) + (1 - beta1) * g
        s[k] = beta2 * s.get(k, 0) + (1 - beta2) * g ** 2
        v[k] = v[k] / (1 - beta1)
        s[k] = s[k] / (1 - beta2)
        params[k] = params[k] - lr * v[k] / (np.sqrt(s[k]) + eps)
    return params, v, s

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
