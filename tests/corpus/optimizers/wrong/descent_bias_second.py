# autograder: problem = optimizers
# mistake: w has moved when the error for b is computed
# name: not-simultaneous
# expect: minibatch_descent.params wrong
# expect: minibatch_descent.losses follows
# named: minibatch_descent.params not-simultaneous
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
    out, first, second = {}, {}, {}
    for name in grads:
        g = np.asarray(grads[name])
        first[name] = beta1 * v.get(name, 0) + (1 - beta1) * g
        second[name] = beta2 * s.get(name, 0) + (1 - beta2) * g * g
        m_hat = first[name] / (1 - np.power(beta1, t))
        root = np.sqrt(second[name] / (1 - np.power(beta2, t)))
        out[name] = params[name] - lr * m_hat / (root + eps)
    return out, first, second
def minibatches(x, y, batch_size, rng):
    m = x.shape[1]
    perm = list(rng.permutation(m))
    x, y = x[:, perm], y[:, perm]
    return [(x[:, i:i + batch_size], y[:, i:i + batch_size]) for i in range(0, m, batch_size)]

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    model = dict(params)
    error = lambda X, Y: np.dot(model["w"], X) + model["b"] - Y
    losses = []
    for _ in range(epochs):
        losses.append(np.mean(error(x, y) ** 2))
        for X, Y in minibatches(x, y, batch_size, rng):
            model["w"] = model["w"] - lr * 2 / Y.size * np.dot(error(X, Y), X.T)
            model["b"] = model["b"] - lr * 2 / Y.size * np.sum(error(X, Y))
    return model, losses
