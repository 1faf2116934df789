# autograder: problem = scalar_operations
# mistake: every backward function gives the bare slope, dz is never used
# name: upstream-forgotten
# expect: *_backward* wrong
# expect: divide_backward.dy follows
# expect: neuron_backward.dw follows
# expect: neuron_backward.dx follows
# named: add_backward.dx upstream-forgotten
# named: multiply_backward.dy upstream-forgotten
# named: divide_backward.dx upstream-forgotten
# named: maximum_backward.dx upstream-forgotten
# named: square_backward upstream-forgotten
# named: exp_backward upstream-forgotten
# named: log_backward upstream-forgotten
# named: sigmoid_backward upstream-forgotten
# named: tanh_backward upstream-forgotten
# named: relu_backward upstream-forgotten
import numpy as np

def add(x, y):
    return x + y

def add_backward(dz, x, y):
    return np.ones(x.shape), np.ones(y.shape)

def multiply(x, y):
    return np.multiply(x, y)

def multiply_backward(dz, x, y):
    return y, x

def divide(x, y):
    return np.divide(x, y)

def divide_backward(dz, x, y):
    return 1 / y, -x / (y * y)

def maximum(x, y):
    return np.where(x >= y, x, y)

def maximum_backward(dz, x, y):
    first = np.where(x > y, 1, 0)
    return first, 1 - first

def square(x):
    return x * x

def square_backward(dz, x):
    return x + x

def exp(x):
    return np.exp(x)

def exp_backward(dz, x):
    return exp(x)

def log(x):
    return np.log(x)

def log_backward(dz, x):
    return x ** -1

def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))

def sigmoid_backward(dz, x):
    return sigmoid(x) - sigmoid(x) ** 2

def tanh(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))

def tanh_backward(dz, x):
    return 1 - tanh(x) ** 2

def relu(x):
    return np.where(x >= 0, x, 0)

def relu_backward(dz, x):
    return np.where(x > 0, 1, 0)

def neuron(w, x, b):
    z = np.dot(w, x) + b
    return sigmoid(z)

def neuron_backward(dz, w, x, b):
    s = sigmoid(np.dot(w, x) + b)
    slope = s - s * s
    return slope * x, slope * w, slope
