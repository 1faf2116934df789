"""The same functions by other identities, and one built from the other."""

import numpy as np


def add(x, y):
    return y + x


def add_backward(dz, x, y):
    ones = np.ones_like(x)
    return dz * ones, ones * dz


def multiply(x, y):
    return ((x + y) ** 2 - (x - y) ** 2) / 4


def multiply_backward(dz, x, y):
    return y * dz, x * dz


def divide(x, y):
    return x * (1 / y)


def divide_backward(dz, x, y):
    dx = dz * (1 / y)
    return dx, -dx * divide(x, y)


def maximum(x, y):
    return 0.5 * (x + y + abs(x - y))


def maximum_backward(dz, x, y):
    first = (1 + np.sign(x - y)) / 2
    return first * dz, (1 - first) * dz


def square(x):
    return x * x


def square_backward(dz, x):
    return x * dz + dz * x


def exp(x):
    return np.exp(x / 2) ** 2


def exp_backward(dz, x):
    return exp(x) * dz


def log(x):
    return -np.log(1 / x)


def log_backward(dz, x):
    return x**-1 * dz


def sigmoid(x):
    return (1 + np.tanh(x / 2)) / 2


def sigmoid_backward(dz, x):
    return dz / (2 + np.exp(x) + np.exp(-x))


def tanh(x):
    return 2 / (1 + np.exp(-2 * x)) - 1


def tanh_backward(dz, x):
    value = tanh(x)
    return (1 - value) * (1 + value) * dz


def relu(x):
    return (x + abs(x)) / 2


def relu_backward(dz, x):
    dx = dz.copy()
    dx[x < 0] = 0
    return dx


def neuron(w, x, b):
    return sigmoid(np.append(w, b) @ np.append(x, 1.0))


def neuron_backward(dz, w, x, b):
    u = b + x @ w
    db = dz / (2 + np.exp(u) + np.exp(-u))
    return db * x, db * w, db
