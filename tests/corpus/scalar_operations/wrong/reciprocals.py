# autograder: problem = scalar_operations
# mistake: slips in divide, log, maximum and the neuron
# name: square-missing
# expect: divide_backward.dy wrong
# expect: maximum_backward.dx wrong
# expect: maximum_backward.dy wrong
# expect: log_backward wrong
# expect: neuron wrong
# named: divide_backward.dy square-missing
# named: maximum_backward.dx gate-reversed
# named: maximum_backward.dy gate-reversed
# named: log_backward upstream-forgotten
# named: neuron bias-left-out
import numpy as np

def add(x, y): return np.add(x, y)
def multiply(x, y): return np.multiply(x, y)
def divide(x, y): return np.true_divide(x, y)
def maximum(x, y): return (x + y + np.abs(x - y)) / 2
def square(x): return np.power(x, 2)
def exp(x): return np.e ** x
def log(x): return np.log1p(x - 1)
def tanh(x): return 1 - 2 / (np.exp(2 * x) + 1)
def relu(x): return np.clip(x, 0, None)
def sigmoid(x): return (np.tanh(x / 2) + 1) / 2
def neuron(w, x, b): return float(sigmoid(np.array([np.sum(w * x) + b]))[0])

def add_backward(dz, x, y): return dz.copy(), dz.copy()

def multiply_backward(dz, x, y): return dz * y, dz * x

def divide_backward(dz, x, y):
    recip = 1 / y
    return dz * recip, -x * recip * dz

def maximum_backward(dz, x, y):
    first = (x < y).astype(float)
    return first * dz, (1 - first) * dz

def square_backward(dz, x): return dz * x + x * dz

def exp_backward(dz, x): return exp(x) * dz

def log_backward(dz, x):
    return np.reciprocal(x)

def sigmoid_backward(dz, x): return dz / (np.exp(x / 2) + np.exp(-x / 2)) ** 2

def tanh_backward(dz, x): return dz / np.cosh(x) ** 2

def relu_backward(dz, x): return dz * np.heaviside(x, 0)

def neuron(w, x, b):
    return 1 / (1 + np.exp(-(w @ x)))

def neuron_backward(dz, w, x, b):
    s = 1 / (1 + np.exp(-(w @ x + b)))
    return dz * s * (1 - s) * x, dz * s * (1 - s) * w, dz * s * (1 - s)
