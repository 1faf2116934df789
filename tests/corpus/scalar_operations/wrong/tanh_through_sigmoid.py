# autograder: problem = scalar_operations
# mistake: the sigmoid in place of its slope, and tanh's slope through it
# name: value-for-slope
# expect: sigmoid_backward wrong
# expect: tanh_backward follows
# expect: neuron_backward.* follows
# named: sigmoid_backward value-for-slope
import numpy as np

add = lambda x, y: x + y
multiply = lambda x, y: np.multiply(x, y)
multiply_backward = lambda dz, x, y: (np.multiply(dz, y), np.multiply(dz, x))
divide = lambda x, y: np.true_divide(x, y)
divide_backward = lambda dz, x, y: (dz / y, -dz * (x / y) / y)
maximum = lambda x, y: np.maximum(x, y)
maximum_backward = lambda dz, x, y: (dz * (x >= y), dz * (y >= x))
square = lambda x: np.power(x, 2)
square_backward = lambda dz, x: x * (dz + dz)
exp = lambda x: np.e ** x
exp_backward = lambda dz, x: dz * exp(x)
log = lambda x: np.log(x)
log_backward = lambda dz, x: np.divide(dz, x)
sigmoid = lambda x: exp(x) / (1 + exp(x))
sigmoid_backward = lambda dz, x: dz * sigmoid(x)
tanh = lambda x: np.sinh(x) / np.cosh(x)
tanh_backward = lambda dz, x: 4 * sigmoid_backward(dz, 2 * x)
relu = lambda x: x.clip(0)
relu_backward = lambda dz, x: np.where(x > 0, dz, 0.0)
neuron = lambda w, x, b: float(sigmoid(sum(w * x) + b))
def neuron_backward(dz, w, x, b):
    u = sigmoid_backward(dz, sum(w * x) + b)
    return u * x, u * w, u
def add_backward(dz, x, y): return 1.0 * dz, 1.0 * dz
