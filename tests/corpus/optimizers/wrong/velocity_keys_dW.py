# autograder: problem = optimizers
# mistake: the velocity is stored under dW1 and so on, where the next call looks for W1
# name: state-under-wrong-key
# expect: momentum.v shape
# named: momentum.v state-under-wrong-key
import numpy as np

def gradient_descent(params, grads, lr):
    updated = {}
    for name in params.keys():
        updated[name] = params[name] - lr * grads[name]
    return updated

def momentum(params, grads, v, lr, beta):
    velocity, new_params = {}, {}
    for key in params:
        old = v[key] if key in v else 0
        velocity["d" + key] = beta * old + (1 - beta) * grads[key]
        new_params[key] = params[key] - lr * velocity["d" + key]
    return new_params, velocity

def rmsprop(params, grads, s, lr, beta, eps):
    out, state = {}, {}
    for name in params:
        g = grads[name]
        before = s[name] if name in s else 0.0
        state[name] = before + (1 - beta) * (np.square(g) - before)
        out[name] = params[name] - lr / (np.sqrt(state[name]) + eps) * g
    return out, state
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
    theta, losses = dict(params), []
    while len(losses) < epochs:
        residual = theta["w"] @ x + theta["b"] - y
        losses.append(float((residual ** 2).mean()))
        for X, Y in minibatches(x, y, batch_size, rng):
            d = 2 * (theta["w"] @ X + theta["b"] - Y) / Y.size
            theta = gradient_descent(theta, {"w": d @ X.T, "b": d.sum()}, lr)
    return theta, losses
