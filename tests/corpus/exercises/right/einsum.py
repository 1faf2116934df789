# autograder: problem = exercises
# style: einsum, products with ones, softmax from log_sum_exp, shapes as an array
from types import SimpleNamespace

import numpy as np


def max_circuit(p, q, r):
    gate = float(q > r)
    top = gate * q + (1 - gate) * r
    return np.array([top, top + gate * (p + q), (1 - gate) * (p + q)]).tolist()


def softmax(z):
    return np.exp(z - log_sum_exp(z))


def softmax_cross_entropy(z, y):
    m = y.sum()
    loss = (log_sum_exp(z).sum() - np.einsum("ci,ci->", y, z)) / m
    return loss, (softmax(z) - y) / m


def relu_layer_backward(da, x, W, b):
    layer = SimpleNamespace(z=np.einsum("uf,fi->ui", W, x) + b)
    layer.dz = da * np.heaviside(layer.z, 0)
    layer.dW = np.einsum("ui,fi->uf", layer.dz, x)
    layer.db = np.einsum("ui->u", layer.dz)[:, None]
    layer.dx = np.einsum("uf,ui->fi", W, layer.dz)
    return vars(layer)


def regularized_gradient(dW, W, lam, m):
    return np.add(dW, np.multiply(W, lam / m))


def broadcast_backward(dz):
    k, m = dz.shape
    return dz @ np.ones((m, 1)), np.ones((1, k)) @ dz, np.ones((1, k)) @ dz @ np.ones((m, 1))


def collapse(W1, b1, W2, b2):
    both = np.hstack([W1, b1])
    product = np.einsum("qk,kn->qn", W2, both)
    return product[:, :-1], product[:, -1:] + b2


def largest_learning_rate(A):
    return 2 / np.linalg.norm(A, 2)


def gradient_shapes(n, k, q, m):
    names = "dW1 db1 da1 dW2".split()
    return dict(zip(names, np.array([[k, n], [k, 1], [k, m], [q, k]])))


def momentum_limit(g, lr, beta):
    averaged = np.multiply(lr, g)
    return averaged / (1 - beta), averaged


def steps_to_halve(lr, lam):
    distances = np.abs(1 - lr * lam) ** np.arange(1000)
    return np.flatnonzero(distances <= 0.5)[0]


def shared_weight_gradient(w, x):
    h = np.tanh(w * x)
    uses = np.array([h, w * x / np.cosh(w * x) ** 2])
    return np.sum(uses) / np.cosh(w * h) ** 2


def log_sum_exp(z):
    top = z.max(axis=0, keepdims=True)
    return top + np.log(np.exp(z - top).sum(0, keepdims=True))


def numerical_gradient(z, h):
    points = z + h * np.hstack([np.eye(z.size), -np.eye(z.size)])
    up, down = np.split(log_sum_exp(points), 2, axis=1)
    return (up - down).reshape(-1, 1) / h / 2


def neuron_gradient(w, b, x, y):
    s = lambda u: (1 + np.tanh(u / 2)) / 2
    u = w @ x + b
    db = 2 * (s(u) - y) * s(u) * s(-u)
    return np.outer(db, x)[0], db
