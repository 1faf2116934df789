"""The same results by other identities and with terms in another order."""

import numpy as np


def max_circuit(p, q, r):
    first = (1 + np.sign(q - r)) / 2  # max(q, r) = first * q + (1 - first) * r
    u = first * q + (1 - first) * r
    return u, u + (p + q) * first, (p + q) * (1 - first)


def softmax(z):
    return np.exp(z - np.log(np.exp(z).sum(axis=0)))


def softmax_cross_entropy(z, y):
    m = y.shape[1]
    loss = (np.log(np.exp(z).sum(axis=0)) - (y * z).sum(axis=0)).sum() / m
    return loss, softmax(z) / m - y / m


def relu_layer_backward(da, x, W, b):
    a = np.maximum(0, b + W @ x)
    dz = da * np.sign(a)
    return {"dz": dz, "dW": (x @ dz.T).T, "db": dz @ np.ones((dz.shape[1], 1)), "dx": (dz.T @ W).T}


def regularized_gradient(dW, W, lam, m):
    return (m * dW + lam * W) / m


def broadcast_backward(dz):
    k, m = dz.shape
    return dz @ np.ones((m, 1)), np.ones((1, k)) @ dz, np.ones(k) @ dz @ np.ones(m)


def collapse(W1, b1, W2, b2):
    both = W2 @ np.hstack([W1, b1])
    return both[:, :-1], both[:, -1:] + b2


def largest_learning_rate(A):
    return min(2 / eigenvalue for eigenvalue in np.linalg.eigvals(A).real)


def gradient_shapes(n, k, q, m):
    W1, a1, W2 = (k, n), (k, m), (q, k)
    return {"dW2": W2, "da1": list(a1), "db1": (W1[0], 1), "dW1": W1}


def momentum_limit(g, lr, beta):
    averaged = lr * g
    return averaged / (1 - beta), averaged


def steps_to_halve(lr, lam):
    rate = abs(1 - lr * lam)
    return 1 if rate <= 0.5 else 1 + steps_after(rate, rate)


def steps_after(distance, rate):
    return 0 if distance <= 0.5 else int(np.ceil(np.log(0.5 / distance) / np.log(rate)))


def shared_weight_gradient(w, x):
    h = np.tanh(x * w)
    inner = h + w * x - w * x * h**2
    return inner - inner * np.tanh(w * h) ** 2


def log_sum_exp(z):
    top = z.max(axis=0, keepdims=True)
    return top + np.log(np.exp(z - top).sum(axis=0, keepdims=True))


def numerical_gradient(z, h):
    k = len(z)
    points = np.hstack([z + h * np.eye(k), z - h * np.eye(k)])
    f = log_sum_exp(points).ravel()
    return ((f[:k] - f[k:]) / 2 / h).reshape(k, 1)


def neuron_gradient(w, b, x, y):
    t = np.tanh((x @ w + b) / 2)
    db = ((1 + t) / 2 - y) * (1 - t**2) / 2
    return db * x, db
