# autograder: problem = optimizers
# mistake: beta1 is used for both moments
# name: one-beta-for-both
# expect: adam.s wrong
# expect: adam.params wrong
# named: adam.s one-beta-for-both
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
    s = {k: beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2 for k in grads}
    return {k: params[k] - lr * grads[k] / (np.sqrt(s[k]) + eps) for k in params}, s

class Average:
    def __init__(self, beta, t, state):
        self.beta, self.t, self.state = beta, t, dict(state)

    def update(self, key, value):
        self.state[key] = self.beta * self.state.get(key, 0.0) + (1 - self.beta) * value
        return self.state[key] / (1 - self.beta ** self.t)

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    first, second = Average(beta1, t, v), Average(beta1, t, s)
    new = {}
    for key, g in grads.items():
        new[key] = params[key] - lr * first.update(key, g) / (np.sqrt(second.update(key, g ** 2)) + eps)
    return new, first.state, second.state

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
