# autograder: problem = optimizers
# style: steps in float32, batches and descent in float64
# expect: * close
# expect: minibatch* correct
import numpy as np

f = np.float32


def gradient_descent(params, grads, lr):
    return {k: f(params[k]) - f(lr) * f(grads[k]) for k in params}


def momentum(params, grads, v, lr, beta):
    v = {k: f(beta) * f(v.get(k, 0)) + f(1 - beta) * f(grads[k]) for k in grads}
    return {k: f(params[k]) - f(lr) * v[k] for k in params}, v


def rmsprop(params, grads, s, lr, beta, eps):
    s = {k: f(beta) * f(s.get(k, 0)) + f(1 - beta) * np.square(f(grads[k])) for k in grads}
    return {k: f(params[k]) - f(lr) * f(grads[k]) / (np.sqrt(s[k]) + f(eps)) for k in params}, s


def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    v = {k: f(beta1) * f(v.get(k, 0)) + f(1 - beta1) * f(grads[k]) for k in grads}
    s = {k: f(beta2) * f(s.get(k, 0)) + f(1 - beta2) * np.square(f(grads[k])) for k in grads}
    a = {k: v[k] / f(1 - beta1**t) / (np.sqrt(s[k] / f(1 - beta2**t)) + f(eps)) for k in grads}
    return {k: f(params[k]) - f(lr) * a[k] for k in params}, v, s


def minibatches(x, y, batch_size, rng):
    order = rng.permutation(x.shape[1])
    return [
        (x[:, order[i : i + batch_size]], y[:, order[i : i + batch_size]]) for i in range(0, len(order), batch_size)
    ]


def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b, losses = params["w"], params["b"], []
    for _ in range(epochs):
        losses.append(np.mean((w @ x + b - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            d = 2 * (w @ xb + b - yb) / xb.shape[1]
            w, b = w - lr * d @ xb.T, b - lr * d.sum()
    return {"w": w, "b": b}, losses
