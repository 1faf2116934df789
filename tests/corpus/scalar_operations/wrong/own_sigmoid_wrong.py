# autograder: problem = scalar_operations
# mistake: exp(+x) in sigmoid, which the other functions call
# name: exponent-sign
# expect: sigmoid wrong
# expect: sigmoid_backward correct
# expect: neuron follows
# expect: neuron_backward.* correct
# named: sigmoid exponent-sign
import numpy as np

def add(x, y):
    return x + y

def add_backward(dz, x, y):
    dx = dz * 1
    dy = dz * 1
    return dx, dy

def multiply(x, y):
    return np.multiply(x, y)

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
    return x * x

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
    return np.power(1 + np.exp(x), -1)

def sigmoid_backward(dz, x):
    return dz * sigmoid(x) * (1 - sigmoid(x))

def tanh(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))

def tanh_backward(dz, x):
    return dz * (1 - tanh(x) * tanh(x))

def relu(x):
    return np.where(x >= 0, x, 0)

def relu_backward(dz, x):
    dx = dz.copy()
    dx[x <= 0] = 0
    return dx

def neuron(w, x, b):
    z = np.dot(w, x) + b
    return sigmoid(z)

def neuron_backward(dz, w, x, b):
    s = sigmoid(np.dot(w, x) + b)
    db = dz * s * (1 - s)
    dw = db * x
    dx = db * w
    return dw, dx, db
