"""Other calls of numpy: einsum, where, matrix norms, stacked arrays."""

import numpy as np


def max_circuit(p, q, r):
    gate = np.array([q, r]) == np.max([q, r])
    dmax = np.where(gate, p + q, 0.0)
    return np.maximum(q, r), np.maximum(q, r) + dmax[0], dmax[1]


def softmax(z):
    e = np.exp(z)
    return np.divide(e, np.add.reduce(e, axis=0))


def softmax_cross_entropy(z, y):
    right = np.argmax(y, axis=0)
    m = z.shape[1]
    loss = -np.mean(np.log(softmax(z)[right, np.arange(m)]))
    dz = softmax(z)
    dz[right, np.arange(m)] -= 1
    return loss, dz / m


def relu_layer_backward(da, x, W, b):
    dz = np.where(np.dot(W, x) + b > 0, da, 0.0)
    return {
        "dz": dz,
        "dW": np.einsum("ui,fi->uf", dz, x),
        "db": np.einsum("ui->u", dz)[:, np.newaxis],
        "dx": np.einsum("uf,ui->fi", W, dz),
    }


def regularized_gradient(dW, W, lam, m):
    return np.add(dW, np.multiply(np.divide(lam, m), W))


def broadcast_backward(dz):
    return np.add.reduce(dz, axis=1)[:, None], np.add.reduce(dz, axis=0)[None], np.einsum("ui->", dz)


def collapse(W1, b1, W2, b2):
    return np.einsum("qk,kn->qn", W2, W1), np.add(np.dot(W2, b1), b2)


def largest_learning_rate(A):
    return 2 / np.linalg.norm(A, 2)


def gradient_shapes(n, k, q, m):
    return {"dW1": np.array([k, n]), "db1": np.array([k, 1]), "da1": np.array([k, m]), "dW2": np.array([q, k])}


def momentum_limit(g, lr, beta):
    return np.divide(np.multiply(lr, g), np.subtract(1, beta)), np.multiply(lr, g)


def steps_to_halve(lr, lam):
    distances = np.power(np.abs(1 - lr * lam), np.arange(100_000))
    return np.argmax(distances <= 0.5)


def shared_weight_gradient(w, x):
    h = np.tanh(w * x)
    dy = 1 / np.cosh(w * h) ** 2
    return np.dot([dy, dy * w], [h, x / np.cosh(w * x) ** 2])


def log_sum_exp(z):
    return np.logaddexp.reduce(z, axis=0)[np.newaxis]


def numerical_gradient(z, h):
    def f(column):
        return np.logaddexp.reduce(column)

    units = np.identity(z.size)
    return np.array([[(f(z[:, 0] + h * e) - f(z[:, 0] - h * e)) / (2 * h)] for e in units])


def neuron_gradient(w, b, x, y):
    y_hat = np.reciprocal(1 + np.exp(-np.inner(w, x) - b))
    du = np.prod([2, y_hat - y, y_hat, 1 - y_hat])
    return np.multiply(du, x), du
