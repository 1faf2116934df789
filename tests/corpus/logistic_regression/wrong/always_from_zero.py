# autograder: problem = logistic_regression
# mistake: train makes its own start of zeros, as another course does; x is forgotten in dw, but not in train
# name: starts-from-zero
# expect: backward.dw wrong
# expect: train.params wrong
# expect: train.losses wrong
# named: train.params starts-from-zero
# named: backward.dw input-factor-missing
import numpy as np


def initialize_with_zeros(dim):
    return np.zeros((1, dim)), 0.0


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(x, params):
    z = np.dot(params["w"], x) + params["b"]
    return {"z": z, "y_hat": sigmoid(z)}


def loss(y_hat, y):
    return -1 / y.shape[1] * np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


def backward(x, y, params, cache):
    dz = (cache["y_hat"] - y) / x.shape[1]
    return {"dz": dz, "dw": np.full(params["w"].shape, dz.sum()), "db": dz.sum()}


def train(x, y, params, lr, steps):
    w, b = initialize_with_zeros(x.shape[0])
    losses = []
    for _ in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        dz = (cache["y_hat"] - y) / x.shape[1]
        w = w - lr * np.dot(dz, x.T)
        b = b - lr * np.sum(dz)
    return {"w": w, "b": b}, losses
