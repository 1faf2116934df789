# autograder: problem = scalar_operations
# style: right, but digits get lost in odd places: quotients of powers, halves of absolute values, products by squares
import numpy as np

def half_of_sum_and_distance(a, b): return 0.5 * (a + b + np.abs(a - b))

def add(x, y): return x - (-y)
def multiply(x, y): return ((x + y) ** 2 - x ** 2 - y ** 2) / 2
def divide(x, y): return x * y ** 3 / y ** 4
def maximum(x, y): return half_of_sum_and_distance(x, y)
def square(x): return (x + 1) * (x - 1) + 1
def exp(x): return np.exp(x / 4) ** 4
def log(x): return np.log(x ** 4) / 4
def sigmoid(x): return np.exp(x) / (np.exp(x) + 1)
def tanh(x): return (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)
def relu(x): return half_of_sum_and_distance(x, 0 * x)

def neuron(w, x, b): return float(sigmoid(np.dot(w, x) + b))

def add_backward(dz, x, y): return dz + 0 * x, dz + 0 * y
def multiply_backward(dz, x, y): return multiply(dz, y), multiply(dz, x)
def divide_backward(dz, x, y): return dz * y ** 3 / y ** 4, -dz * x * y ** 2 / y ** 4
def maximum_backward(dz, x, y):
    first = (1 + np.sign(x - y)) / 2
    return dz * first, dz - dz * first
def square_backward(dz, x): return multiply(2 * x, dz)
def exp_backward(dz, x): return dz * exp(x)
def log_backward(dz, x): return dz * x ** 3 / x ** 4
def sigmoid_backward(dz, x): return dz * (sigmoid(x) - sigmoid(x) ** 2)
def tanh_backward(dz, x): return dz * 4 / (np.exp(x) + np.exp(-x)) ** 2
def relu_backward(dz, x): return dz * (1 + np.sign(x)) / 2
def neuron_backward(dz, w, x, b):
    y = neuron(w, x, b)
    ds = dz * (y - y ** 2)
    return ds * x, ds * w, ds
