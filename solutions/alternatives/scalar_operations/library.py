"""Other calls of numpy: ufuncs by name, where, heaviside, einsum."""

import numpy as np


def add(x, y):
    return np.sum([x, y], axis=0)


def add_backward(dz, x, y):
    return dz.copy(), dz.copy()


def multiply(x, y):
    return np.multiply(x, y)


def multiply_backward(dz, x, y):
    return [np.multiply(dz, y), np.multiply(dz, x)]


def divide(x, y):
    return np.true_divide(x, y)


def divide_backward(dz, x, y):
    return np.divide(dz, y), np.negative(np.divide(np.multiply(dz, x), np.square(y)))


def maximum(x, y):
    return np.where(x > y, x, y)


def maximum_backward(dz, x, y):
    return np.where(x > y, dz, 0), np.where(x > y, 0, dz)


def square(x):
    return np.power(x, 2)


def square_backward(dz, x):
    return np.multiply(dz, np.add(x, x))


def exp(x):
    return np.power(np.e, x)


def exp_backward(dz, x):
    return np.multiply(dz, np.exp(x))


def log(x):
    return np.log2(x) / np.log2(np.e)


def log_backward(dz, x):
    return np.multiply(dz, np.reciprocal(x))


def sigmoid(x):
    return np.reciprocal(1 + np.exp(np.negative(x)))


def sigmoid_backward(dz, x):
    s = sigmoid(x)
    return dz * np.subtract(s, np.square(s))


def tanh(x):
    return np.divide(np.sinh(x), np.cosh(x))


def tanh_backward(dz, x):
    return dz / np.cosh(x) ** 2


def relu(x):
    return np.clip(x, 0, None)


def relu_backward(dz, x):
    return dz * np.heaviside(x, 0)


def neuron(w, x, b):
    return sigmoid(np.einsum("i,i->", w, x) + b)


def neuron_backward(dz, w, x, b):
    du = sigmoid_backward(dz, np.inner(w, x) + b)
    return np.multiply(du, x), np.multiply(du, w), du
