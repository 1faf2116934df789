# autograder: problem = scalar_operations
# mistake: the bias is inside the sum over the inputs
# name: bias-for-every-input
# expect: neuron wrong
# named: neuron bias-for-every-input
import numpy as np

add = lambda x, y: x + y
add_backward = lambda dz, x, y: (dz.copy(), dz.copy())
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
sigmoid_backward = lambda dz, x: dz * sigmoid(x) * sigmoid(-x)
tanh = lambda x: np.sinh(x) / np.cosh(x)
tanh_backward = lambda dz, x: dz / np.cosh(x) ** 2
relu = lambda x: x.clip(0)
relu_backward = lambda dz, x: np.where(x > 0, dz, 0.0)

def neuron(w, x, b):
    return float(sigmoid(sum(wi * xi + b for wi, xi in zip(w, x))))

def neuron_backward(dz, w, x, b):
    s = sigmoid(np.inner(w, x) + b)
    du = dz * (s - s ** 2)
    return np.outer(du, x)[0], np.outer(du, w)[0], du
