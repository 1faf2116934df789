# autograder: problem = optimizers
# mistake: eps is added before the root is taken, in an adam written on one flat vector
# name: eps-inside-root
# expect: adam.params wrong
# named: adam.params eps-inside-root
import numpy as np

def gradient_descent(params, grads, lr):
    return {k: params[k] - lr * grads[k] for k in params}
def momentum(params, grads, v, lr, beta):
    v = {k: beta * v.get(k, 0) + (1 - beta) * grads[k] for k in grads}
    return {k: params[k] - lr * v[k] for k in params}, v
def rmsprop(params, grads, s, lr, beta, eps):
    out, state = {}, {}
    for name in params:
        g = grads[name]
        before = s[name] if name in s else 0.0
        state[name] = before + (1 - beta) * (np.square(g) - before)
        out[name] = params[name] - lr / (np.sqrt(state[name]) + eps) * g
    return out, state

def flatten(tree, like):
    return np.concatenate([np.ravel(tree.get(k, np.zeros_like(like[k]))) for k in like])

def unflatten(vector, like):
    tree, at = {}, 0
    for k, value in like.items():
        size = np.size(value)
        tree[k] = vector[at:at + size].reshape(np.shape(value))
        at += size
    return tree

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    p, g, v, s = (flatten(tree, params) for tree in (params, grads, v, s))
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g ** 2
    p = p - lr * (v / (1 - beta1 ** t)) / np.sqrt(s / (1 - beta2 ** t) + eps)
    return tuple(unflatten(vector, params) for vector in (p, v, s))

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
