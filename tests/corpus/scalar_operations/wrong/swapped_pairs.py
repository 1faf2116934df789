# autograder: problem = scalar_operations
# mistake: dx and dy change places in the product and at the gate; the neuron's dw and dx too
# name: swapped-inputs, gate-reversed
# expect: multiply_backward.* wrong
# expect: maximum_backward.* wrong
# expect: neuron_backward.dw wrong
# expect: neuron_backward.dx wrong
# named: multiply_backward.dx swapped-inputs
# named: maximum_backward.dy gate-reversed
# named: neuron_backward.dw swapped-inputs
import math

import numpy as np


def every(f, *arrays):
    out = np.empty(arrays[0].shape)
    for i in np.ndindex(out.shape):
        out[i] = f(*(float(a[i]) for a in arrays))
    return out


def add(x, y):
    return every(lambda a, b: a + b, x, y)


def add_backward(dz, x, y):
    return [dz.copy(), dz.copy()]


def multiply(x, y):
    return every(lambda a, b: a * b, x, y)


def multiply_backward(dz, x, y):
    return [every(lambda g, a: g * a, dz, x), every(lambda g, b: g * b, dz, y)]


def divide(x, y):
    return every(lambda a, b: a / b, x, y)


def divide_backward(dz, x, y):
    return [every(lambda g, a, b: g / b, dz, x, y), every(lambda g, a, b: -g * a / b**2, dz, x, y)]


def maximum(x, y):
    return every(max, x, y)


def maximum_backward(dz, x, y):
    return [every(lambda g, a, b: 0 if a > b else g, dz, x, y), every(lambda g, a, b: 0 if b > a else g, dz, x, y)]


def square(x):
    return every(lambda a: math.pow(a, 2), x)


def square_backward(dz, x):
    return every(lambda g, a: g * (a + a), dz, x)


def exp(x):
    return every(math.exp, x)


def exp_backward(dz, x):
    return every(lambda g, a: g * math.exp(a), dz, x)


def log(x):
    return every(math.log, x)


def log_backward(dz, x):
    return every(lambda g, a: g / a, dz, x)


def one_sigmoid(a):
    if a >= 0:
        return 1 / (1 + math.exp(-a))
    e = math.exp(a)
    return e / (1 + e)


def sigmoid(x):
    return every(one_sigmoid, x)


def sigmoid_backward(dz, x):
    return every(lambda g, a: g * one_sigmoid(a) * one_sigmoid(-a), dz, x)


def tanh(x):
    return every(math.tanh, x)


def tanh_backward(dz, x):
    return every(lambda g, a: g / math.cosh(a) ** 2, dz, x)


def relu(x):
    return every(lambda a: a if a > 0 else 0.0, x)


def relu_backward(dz, x):
    return every(lambda g, a: g if a > 0 else 0.0, dz, x)


def neuron(w, x, b):
    total = b
    for weight, value in zip(w, x):
        total += weight * value
    return one_sigmoid(total)


def neuron_backward(dz, w, x, b):
    out = neuron(w, x, b)
    local = dz * (out - out**2)
    return [local * w, local * x, local]
