# autograder: problem = scalar_operations
# mistake: three derivatives are differences of the own operations, one of them by a complex step
# expect: multiply_backward.dx not-analytic
# expect: multiply_backward.dy not-analytic
# expect: exp_backward not-analytic
# expect: sigmoid_backward not-analytic
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

def multiply_backward(dz, x, y):
    h = 1e-6
    return dz * (multiply(x + h, y) - multiply(x - h, y)) / (2 * h), dz * x

def divide_backward(dz, x, y): return dz / y, -dz * (x / y) / y

def maximum_backward(dz, x, y): return np.where(x > y, dz, 0), np.where(x > y, 0, dz)

def square_backward(dz, x): return dz * x + x * dz

def exp_backward(dz, x):
    return dz * exp(x + 1e-20j).imag / 1e-20

def log_backward(dz, x): return dz * x ** -1.0

def sigmoid_backward(dz, x):
    h = 1e-5
    return dz * (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)

def tanh_backward(dz, x): return dz / np.cosh(x) ** 2

def relu_backward(dz, x): return dz * np.heaviside(x, 0)

def neuron_backward(dz, w, x, b):
    out = neuron(w, x, b)
    local = dz * (out - out ** 2)
    return local * x, local * w, local
