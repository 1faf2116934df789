# autograder: problem = exercises
# mistake: no 1/m in the gradient of the cross-entropy, nor in the L2 term; a mean where a sum belongs
# name: missing-mean, mean-for-sum
# expect: softmax_cross_entropy.dz wrong
# expect: regularized_gradient wrong
# expect: broadcast_backward.* wrong
# named: softmax_cross_entropy.dz missing-mean
# named: regularized_gradient missing-mean
# named: broadcast_backward.db mean-for-sum
from types import SimpleNamespace

import numpy as np


def max_circuit(p, q, r):
    gate = float(q > r)
    top = gate * q + (1 - gate) * r
    return np.array([top, top + gate * (p + q), (1 - gate) * (p + q)]).tolist()


def softmax(z):
    return np.exp(z - log_sum_exp(z))


def softmax_cross_entropy(z, y):
    p = softmax(z)
    return -np.log(p[y == 1]).mean(), p - y


def relu_layer_backward(da, x, W, b):
    layer = SimpleNamespace(z=np.einsum("uf,fi->ui", W, x) + b)
    layer.dz = da * np.heaviside(layer.z, 0)
    layer.dW = np.einsum("ui,fi->uf", layer.dz, x)
    layer.db = np.einsum("ui->u", layer.dz)[:, None]
    layer.dx = np.einsum("uf,ui->fi", W, layer.dz)
    return vars(layer)


def regularized_gradient(dW, W, lam, m):
    return lam * W + dW


def broadcast_backward(dz):
    return dz.mean(axis=1, keepdims=True), dz.mean(axis=0, keepdims=True), dz.mean()


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
