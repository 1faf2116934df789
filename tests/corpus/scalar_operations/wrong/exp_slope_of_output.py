# autograder: problem = scalar_operations
# mistake: the slope of exp is taken at the output
# name: slope-at-output
# expect: exp_backward wrong
# named: exp_backward slope-at-output
import numpy as np

def add(x, y):
    return x + y

def add_backward(dz, x, y):
    return dz, dz

def multiply(x, y):
    return x * y

def multiply_backward(dz, x, y):
    return y * dz, x * dz

def divide(x, y):
    return x / y

def divide_backward(dz, x, y):
    return dz / y, -x * dz / (y * y)

def maximum(x, y):
    return np.where(x > y, x, y)

def maximum_backward(dz, x, y):
    return np.where(x > y, dz, 0), np.where(x > y, 0, dz)

def square(x):
    return x * x

def square_backward(dz, x):
    return dz * 2 * x

def exp(x):
    return np.exp(x)

def log(x):
    return np.log(x)

def log_backward(dz, x):
    return dz / x

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_backward(dz, x):
    a = sigmoid(x)
    return dz * a * (1 - a)

def tanh(x):
    return np.tanh(x)

def tanh_backward(dz, x):
    return dz * (1 - np.tanh(x) ** 2)

def relu(x):
    return np.maximum(0, x)

def relu_backward(dz, x):
    return dz * (x > 0)

def neuron(w, x, b):
    return sigmoid(np.dot(w, x) + b)

def neuron_backward(dz, w, x, b):
    a = neuron(w, x, b)
    d = dz * a * (1 - a)
    return d * x, d * w, d

def exp_backward(dz, x):
    out = exp(x)
    local = exp(out)
    return local * dz
