# autograder: problem = logistic_regression
# mistake: the minus stands before the first term of the loss only
# name: sign-lost-in-one-term
# expect: loss wrong
# expect: train.losses follows
# named: loss sign-lost-in-one-term
import numpy as np


def sigmoid(z):
    return np.reciprocal(1 + np.exp(-z))


def forward(x, params):
    z = params["w"] @ x + params["b"]
    return {"z": z, "y_hat": sigmoid(z)}


def loss(y_hat, y):
    ones = -y @ np.log(y_hat).T
    zeros = (1 - y) @ np.log(1 - y_hat).T
    return (ones + zeros).item() / y.shape[1]


def backward(x, y, params, cache):
    residual = cache["y_hat"] - y
    return {"dz": residual / y.size, "dw": residual @ x.T / y.size, "db": residual.mean()}


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {key: params[key] - lr * grads["d" + key] for key in params}
    return params, losses
