# autograder: problem = optimizers
# mistake: everything happens in place and nothing is given back; no batches at all, so that the descent never moves
# expect: gradient_descent not-implemented
# expect: momentum.* not-implemented
# expect: rmsprop.* not-implemented
# expect: adam.* not-implemented
# expect: minibatches shape
# expect: minibatch_descent.* follows
import numpy as np

def gradient_descent(params, grads, lr):
    for k in params:
        params[k] -= lr * grads[k]

def momentum(params, grads, v, lr, beta):
    for k in params:
        v[k] = beta * v.get(k, 0) + (1 - beta) * grads[k]
        params[k] -= lr * v[k]

def rmsprop(params, grads, s, lr, beta, eps):
    for k in params:
        s[k] = beta * s.get(k, 0) + (1 - beta) * grads[k] ** 2
        params[k] -= lr * grads[k] / (np.sqrt(s[k]) + eps)

def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    pass

def minibatches(x, y, batch_size, rng):
    return []

def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    losses = []
    for _ in range(epochs):
        losses.append(np.mean((params["w"] @ x + params["b"] - y) ** 2))
        for xb, yb in minibatches(x, y, batch_size, rng):
            d = 2 * (params["w"] @ xb + params["b"] - yb) / yb.size
            params = {"w": params["w"] - lr * d @ xb.T, "b": params["b"] - lr * d.sum()}
    return params, losses
