# autograder: problem = scalar_operations
# mistake: power rule for exp, no square in the quotient, log for its slope, no two in the square
# name: power-rule, square-missing, value-for-slope, factor-two-missing
# expect: exp_backward wrong
# expect: divide_backward.dy wrong
# expect: log_backward wrong
# expect: square_backward wrong
# named: exp_backward power-rule
# named: divide_backward.dy square-missing
# named: log_backward value-for-slope
# named: square_backward factor-two-missing
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
    return [every(lambda g, a, b: g * b, dz, x, y), every(lambda g, a, b: g * a, dz, x, y)]


def divide(x, y):
    return every(lambda a, b: a / b, x, y)


def divide_backward(dz, x, y):
    return [dz / y, -(dz * x) / y]


def maximum(x, y):
    return every(max, x, y)


def maximum_backward(dz, x, y):
    return [every(lambda g, a, b: g if a > b else 0, dz, x, y), every(lambda g, a, b: g if b > a else 0, dz, x, y)]


def square(x):
    return every(lambda a: math.pow(a, 2), x)


def square_backward(dz, x):
    return np.multiply(x, dz)


def exp(x):
    return every(math.exp, x)


def exp_backward(dz, x):
    return every(lambda g, a: a * math.exp(a - 1) * g, dz, x)


def log(x):
    return every(math.log, x)


def log_backward(dz, x):
    return log(x) * dz


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
    return [np.array([local * v for v in x]), np.array([local * v for v in w]), np.array([[local]])]
