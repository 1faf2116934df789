# autograder: problem = scalar_operations
# mistake: the formulas with the function's value are fed with the input instead
# name: slope-at-pre-activation
# expect: sigmoid_backward wrong
# expect: tanh_backward wrong
# expect: neuron_backward.db follows
# expect: neuron_backward.dw follows
# expect: neuron_backward.dx follows
# named: sigmoid_backward slope-at-pre-activation
# named: tanh_backward slope-at-pre-activation
import numpy as np

add = lambda x, y: np.add(x, y)
multiply = lambda x, y: x * y
divide = lambda x, y: multiply(x, y ** -1.0)
maximum = lambda x, y: (x + y + abs(x - y)) / 2
square = np.square
exp = np.exp
log = np.log
sigmoid = lambda x: (np.tanh(x / 2) + 1) / 2
tanh = lambda x: 2 * sigmoid(2 * x) - 1
relu = lambda x: x * (x > 0)


def chain(slope):
    """From the slope of an operation to its backward function."""
    return lambda dz, *inputs: dz * slope(*inputs)


square_backward = chain(lambda x: 2 * x)
exp_backward = chain(np.exp)
log_backward = chain(lambda x: x ** -1)
sigmoid_backward = chain(lambda s: s * (1 - s))
tanh_backward = chain(lambda t: (1 - t) * (1 + t))
relu_backward = chain(lambda x: np.heaviside(x, 0.5))


def add_backward(dz, x, y):
    return dz, dz


def multiply_backward(dz, x, y):
    return multiply(dz, y), multiply(dz, x)


def divide_backward(dz, x, y):
    inverse = y ** -1.0
    dx, dinverse = multiply_backward(dz, x, inverse)
    return dx, -dinverse * square(inverse)


def maximum_backward(dz, x, y):
    sign = np.sign(x - y)
    return dz * (1 + sign) / 2, dz * (1 - sign) / 2


def neuron(w, x, b):
    return sigmoid(np.inner(w, x) + b)


def neuron_backward(dz, w, x, b):
    du = sigmoid_backward(dz, np.inner(w, x) + b)
    dproduct = du * np.ones_like(w)
    dw, dx = multiply_backward(dproduct, w, x)
    return dw, dx, du
