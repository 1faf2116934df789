# autograder: problem = logistic_regression
# mistake: the 2 of the squared error in the gradient of the cross-entropy
# name: factor-two-extra
# expect: backward.dz wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz factor-two-extra
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    z = np.dot(params["w"], x) + params["b"]
    return {"z": z, "y_hat": sigmoid(z)}

def loss(y_hat, y):
    m = y.shape[1]
    return -1 / m * np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

class Gradient:
    def __init__(self, y_hat, y):
        self.dz = 2 * (y_hat - y) / y.size

    def with_respect_to(self, values):
        return self.dz @ values.T

def backward(x, y, params, cache):
    g = Gradient(cache["y_hat"], y)
    return {"dz": g.dz, "dw": g.with_respect_to(x), "db": g.with_respect_to(np.ones((1, y.size)))}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
