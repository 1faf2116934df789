# autograder: problem = optimizers
# mistake: the second moment is corrected after its root has been taken
# name: correction-outside-root
# expect: adam.params wrong
# named: adam.params correction-outside-root
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}
def momentum(params, grads, v, lr, beta):
    if not v:
        v = {name: np.zeros_like(g) for name, g in grads.items()}
    new_v, new_params = {}, {}
    for name in params:
        new_v[name] = beta * v[name] + (1 - beta) * grads[name]
        new_params[name] = params[name] - lr * new_v[name]
    return new_params, new_v
def rmsprop(params, grads, s, lr, beta, eps):
    out, state = {}, {}
    for name in params:
        g = grads[name]
        before = s[name] if name in s else 0.0
        state[name] = before + (1 - beta) * (np.square(g) - before)
        out[name] = params[name] - lr / (np.sqrt(state[name]) + eps) * g
    return out, state

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    new_v = {k: beta1 * v.get(k, 0) + (1 - beta1) * g for k, g in grads.items()}
    new_s = {k: beta2 * s.get(k, 0) + (1 - beta2) * g ** 2 for k, g in grads.items()}
    def denominator(k):
        return np.sqrt(new_s[k]) / (1 - beta2 ** t) + eps
    def numerator(k):
        return new_v[k] / (1 - beta1 ** t)
    return {k: params[k] - lr * numerator(k) / denominator(k) for k in params}, new_v, new_s

def minibatches(x, y, batch_size, rng):
    order = rng.permutation(x.shape[1])
    batches = []
    while len(order):
        chosen, order = order[:batch_size], order[batch_size:]
        batches.append((x[:, chosen], y[:, chosen]))
    return batches
def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    w, b = params["w"], params["b"]
    losses = []
    for epoch in range(epochs):
        losses.append(np.mean((np.dot(w, x) + b - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            error = np.dot(w, xb) + b - yb
            size = yb.shape[1]
            w = w - lr * 2 / size * np.dot(error, xb.T)
            b = b - lr * 2 / size * np.sum(error)
    return {"w": w, "b": b}, losses
