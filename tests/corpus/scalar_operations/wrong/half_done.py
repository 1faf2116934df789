# autograder: problem = scalar_operations
# mistake: the second half is still empty; a sum where entries belong; a matrix product
# name: summed-to-number, matrix-product
# expect: square shape
# expect: multiply shape
# expect: tanh* not-implemented
# expect: relu* not-implemented
# expect: neuron raised
# expect: neuron_backward.* missing
# named: square summed-to-number
# named: multiply matrix-product
import numpy as np

def add(x, y):
    return x + y

def add_backward(dz, x, y):
    dx = dz * 1
    dy = dz * 1
    return dx, dy

def multiply(x, y):
    return np.dot(x, y.T)

def multiply_backward(dz, x, y):
    dx = dz * y
    dy = dz * x
    return dx, dy

def divide(x, y):
    return np.divide(x, y)

def divide_backward(dz, x, y):
    dx = dz * (1 / y)
    dy = dz * (-x / (y * y))
    return dx, dy

def maximum(x, y):
    return np.where(x >= y, x, y)

def maximum_backward(dz, x, y):
    mask = x >= y
    dx = np.where(mask, dz, 0)
    dy = np.where(mask, 0, dz)
    return dx, dy

def square(x):
    return (x * x).sum()

def square_backward(dz, x):
    return dz * 2 * x

def exp(x):
    return np.exp(x)

def exp_backward(dz, x):
    return dz * np.exp(x)

def log(x):
    return np.log(x)

def log_backward(dz, x):
    return dz * (1 / x)

def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))

def sigmoid_backward(dz, x):
    return dz * sigmoid(x) * (1 - sigmoid(x))

def tanh(x):
    raise NotImplementedError

def tanh_backward(dz, x):
    raise NotImplementedError

def relu(x):
    pass

def relu_backward(dz, x):
    pass

def neuron(w, x, b):
    return sigmoid(weights @ x + b)
