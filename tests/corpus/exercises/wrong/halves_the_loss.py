# autograder: problem = exercises
# mistake: counts the steps until the loss, not the distance, is halved
# name: loss-for-distance
# expect: steps_to_halve wrong
# named: steps_to_halve loss-for-distance
import numpy as np

def max_circuit(p, q, r):
    s, g = p + q, max(q, r)
    if q > r:
        return g, g + s, 0.0
    return g, g, s

def softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=0)

def softmax_cross_entropy(z, y):
    a = softmax(z)
    m = z.shape[1]
    return -np.sum(y * np.log(a)) / m, (a - y) / m

def relu_layer_backward(da, x, W, b):
    dz = np.where(W @ x + b > 0, da, 0)
    return {"dz": dz, "dW": dz @ x.T, "db": dz.sum(axis=1, keepdims=True), "dx": W.T @ dz}

def regularized_gradient(dW, W, lam, m):
    return dW + W * lam / m

def broadcast_backward(dz):
    return dz.sum(axis=1, keepdims=True), dz.sum(axis=0, keepdims=True), dz.sum()

def collapse(W1, b1, W2, b2):
    return W2.dot(W1), W2.dot(b1) + b2

def largest_learning_rate(A):
    return 2 / np.linalg.eigvalsh(A)[-1]

def gradient_shapes(n, k, q, m):
    return dict(dW1=(k, n), db1=(k, 1), da1=(k, m), dW2=(q, k))

def momentum_limit(g, lr, beta):
    return lr * g / (1 - beta), lr * g

def shared_weight_gradient(w, x):
    inner = np.tanh(w * x)
    outer = np.tanh(w * inner)
    return (1 - outer ** 2) * (inner + w * (1 - inner ** 2) * x)

def log_sum_exp(z):
    top = z.max(axis=0, keepdims=True)
    return top + np.log(np.exp(z - top).sum(axis=0, keepdims=True))

def numerical_gradient(z, h):
    grad = np.zeros_like(z)
    for i in range(z.shape[0]):
        e = np.zeros_like(z)
        e[i] = h
        grad[i] = (log_sum_exp(z + e) - log_sum_exp(z - e)).item() / (2 * h)
    return grad

def neuron_gradient(w, b, x, y):
    a = 1 / (1 + np.exp(-np.dot(w, x) - b))
    d = 2 * (a - y) * a * (1 - a)
    return d * x, d

def steps_to_halve(lr, lam):
    w, steps = 1.0, 0
    while w * w > 0.5:
        w = w - lr * lam * w
        steps = steps + 1
    return steps
