# autograder: problem = exercises
# mistake: the wrong axis, the wrong eigenvalue, half a chain rule, the loss for the distance
# name: axes-swapped
# expect: broadcast_backward.db shape
# expect: broadcast_backward.dc shape
# expect: largest_learning_rate wrong
# expect: steps_to_halve wrong
# expect: shared_weight_gradient wrong
# named: broadcast_backward.db axes-swapped
# named: broadcast_backward.dc axes-swapped
# named: largest_learning_rate flattest-direction
# named: steps_to_halve loss-for-distance
# named: shared_weight_gradient first-use-only
import math
import numpy as np

def max_circuit(p, q, r):
    gate = {True: (1.0, 0.0), False: (0.0, 1.0)}[q > r]
    s, u = p + q, max([q, r])
    return u, u + gate[0] * s, gate[1] * s

def softmax(z):
    return np.stack([np.exp(c - c.max()) / np.exp(c - c.max()).sum() for c in z.T], axis=1)

def softmax_cross_entropy(z, y):
    p, m = softmax(z), z.shape[1]
    return -sum(math.log(p[y[:, i].argmax(), i]) for i in range(m)) / m, (p - y) / m

def relu_layer_backward(da, x, W, b):
    dz = np.where(W @ x + b > 0, da, 0.0)
    return dict(dz=dz, dW=dz @ x.T, db=dz.sum(axis=1)[:, np.newaxis], dx=(dz.T @ W).T)

def regularized_gradient(dW, W, lam, m):
    return dW + W * lam / m

def broadcast_backward(dz):
    return np.sum(dz, 0)[None], np.sum(dz, 1)[:, None], dz.sum()

def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2

def largest_learning_rate(A):
    lam, _ = np.linalg.eigh(A)
    return 2 / lam[0]

def gradient_shapes(n, k, q, m):
    return dict(dW1=[k, n], db1=[k, 1], da1=[k, m], dW2=[q, k])

def momentum_limit(g, lr, beta):
    return g * lr / (1 - beta), g * lr

def steps_to_halve(lr, lam):
    loss, n = 1.0, 0
    while loss > 0.5:
        loss, n = loss * (1 - lr * lam) ** 2, n + 1
    return n

def shared_weight_gradient(w, x):
    h = np.tanh(w * x)
    y = np.tanh(w * h)
    return (1 - y * y) * w * (1 - h * h) * x

def log_sum_exp(z):
    top = z.max(axis=0, keepdims=True)
    return top + np.log(np.exp(z - top).sum(axis=0, keepdims=True))

def numerical_gradient(z, h):
    out = np.zeros_like(z)
    for j in range(z.shape[0]):
        e = np.zeros_like(z)
        e[j] = h
        out[j] = (log_sum_exp(z + e) - log_sum_exp(z - e)) / (2 * h)
    return out

def neuron_gradient(w, b, x, y):
    p = 0.5 + 0.5 * math.tanh((w @ x + b) / 2)
    du = (p - y) * p * (1 - p) * 2
    return np.array([du * v for v in x]), du
