# autograder: problem = optimizers
# mistake: the weighted gradient is squared, weight and all
# name: square-outside-average
# expect: rmsprop.s wrong
# expect: rmsprop.params follows
# named: rmsprop.s square-outside-average
import numpy as np

def gradient_descent(params, grads, lr):
    updated = {}
    for name in params.keys():
        updated[name] = params[name] - lr * grads[name]
    return updated
def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v

def rmsprop(params, grads, s, lr, beta, eps):
    new_s, new_params = {}, {}
    for key in params:
        weighted = (1 - beta) * grads[key]
        new_s[key] = beta * s.get(key, 0) + np.square(weighted)
        new_params[key] = params[key] - lr * grads[key] / (np.sqrt(new_s[key]) + eps)
    return new_params, new_s

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
    order = rng.permutation(x.shape[1])
    batches = []
    while len(order):
        chosen, order = order[:batch_size], order[batch_size:]
        batches.append((x[:, chosen], y[:, chosen]))
    return batches
def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    theta, losses = dict(params), []
    while len(losses) < epochs:
        residual = theta["w"] @ x + theta["b"] - y
        losses.append(float((residual ** 2).mean()))
        for X, Y in minibatches(x, y, batch_size, rng):
            d = 2 * (theta["w"] @ X + theta["b"] - Y) / Y.size
            theta = gradient_descent(theta, {"w": d @ X.T, "b": d.sum()}, lr)
    return theta, losses
