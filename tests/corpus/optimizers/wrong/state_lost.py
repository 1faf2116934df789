# autograder: problem = optimizers
# mistake: the state is not handed back: the old one in momentum, None in rmsprop, one result short in adam
# expect: momentum.v shape
# expect: rmsprop.s shape
# expect: adam.* shape
# named: momentum.v state-not-stored
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}

def momentum(params, grads, v, lr, beta):
    new = {}
    for k in params:
        velocity = beta * v.get(k, 0) + (1 - beta) * grads[k]
        new[k] = params[k] - lr * velocity
    return new, v

def rmsprop(params, grads, s, lr, beta, eps):
    squares = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(squares[k]) + eps) for k in params}, None

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v = {k: beta1 * v.get(k, 0) + (1 - beta1) * grads[k] for k in grads}
    s = {k: beta2 * s.get(k, 0) + (1 - beta2) * grads[k] ** 2 for k in grads}
    c1, c2 = 1 - beta1 ** t, 1 - beta2 ** t
    return {k: params[k] - lr * (v[k] / c1) / (np.sqrt(s[k] / c2) + eps) for k in params}, (v, s)

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
