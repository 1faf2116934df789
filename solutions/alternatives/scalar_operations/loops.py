"""Plain Python: one entry at a time, with the math module."""

import math

import numpy as np


def each(function, *arrays):
    out = np.empty(arrays[0].shape)
    for at in np.ndindex(out.shape):
        out[at] = function(*(float(a[at]) for a in arrays))
    return out


def add(x, y):
    return each(lambda p, q: p + q, x, y)


def add_backward(dz, x, y):
    return each(lambda d: d, dz), each(lambda d: d, dz)


def multiply(x, y):
    return each(lambda p, q: p * q, x, y)


def multiply_backward(dz, x, y):
    return each(lambda d, q: d * q, dz, y), each(lambda d, p: d * p, dz, x)


def divide(x, y):
    return each(lambda p, q: p / q, x, y)


def divide_backward(dz, x, y):
    return each(lambda d, q: d / q, dz, y), each(lambda d, p, q: -d * p / q**2, dz, x, y)


def maximum(x, y):
    return each(max, x, y)


def maximum_backward(dz, x, y):
    dx, dy = np.zeros(x.shape), np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        (dx if x[at] > y[at] else dy)[at] = dz[at]
    return dx, dy


def square(x):
    return each(lambda v: v * v, x)


def square_backward(dz, x):
    return each(lambda d, v: 2 * d * v, dz, x)


def exp(x):
    return each(math.exp, x)


def exp_backward(dz, x):
    return each(lambda d, v: d * math.exp(v), dz, x)


def log(x):
    return each(math.log, x)


def log_backward(dz, x):
    return each(lambda d, v: d / v, dz, x)


def sigmoid(x):
    return each(lambda v: 1 / (1 + math.exp(-v)) if v >= 0 else math.exp(v) / (1 + math.exp(v)), x)


def sigmoid_backward(dz, x):
    def slope(v):
        s = 1 / (1 + math.exp(-v))
        return s * (1 - s)

    return each(lambda d, v: d * slope(v), dz, x)


def tanh(x):
    return each(math.tanh, x)


def tanh_backward(dz, x):
    return each(lambda d, v: d * (1 - math.tanh(v) ** 2), dz, x)


def relu(x):
    return each(lambda v: v if v > 0 else 0.0, x)


def relu_backward(dz, x):
    return each(lambda d, v: d if v > 0 else 0.0, dz, x)


def neuron(w, x, b):
    u = b
    for i in range(len(w)):
        u += w[i] * x[i]
    return 1 / (1 + math.exp(-u))


def neuron_backward(dz, w, x, b):
    z = neuron(w, x, b)
    dw, dx = np.zeros(w.shape), np.zeros(x.shape)
    for i in range(len(w)):
        dw[i] = dz * z * (1 - z) * x[i]
        dx[i] = dz * z * (1 - z) * w[i]
    return dw, dx, dz * z * (1 - z)
