# autograder: problem = scalar_operations
# mistake: the slope of the square is taken to be 2
# name: input-factor-missing
# expect: square_backward wrong
# named: square_backward input-factor-missing
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
neuron = lambda w, x, b: float(sigmoid(sum(w * x) + b))
def neuron_backward(dz, w, x, b):
    u = sigmoid_backward(dz, sum(w * x) + b)
    return u * x, u * w, u

def square_backward(dz, x):
    return np.array([2 * d for d in dz.ravel()]).reshape(x.shape)
