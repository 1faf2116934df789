# autograder: problem = exercises
# style: loops and math
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
    return dz.sum(1, keepdims=True), dz.sum(0, keepdims=True), dz.sum()

def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2

def largest_learning_rate(A):
    return 2 / max(np.linalg.eigvalsh(A))

def gradient_shapes(n, k, q, m):
    return dict(dW1=[k, n], db1=[k, 1], da1=[k, m], dW2=[q, k])

def momentum_limit(g, lr, beta):
    return g * lr / (1 - beta), g * lr

def steps_to_halve(lr, lam):
    d, n = 1.0, 0
    while d > 0.5:
        d, n = d * abs(1 - lr * lam), n + 1
    return n

def shared_weight_gradient(w, x):
    h = math.tanh(w * x)
    return (h + w * x / math.cosh(w * x) ** 2) / math.cosh(w * h) ** 2

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
