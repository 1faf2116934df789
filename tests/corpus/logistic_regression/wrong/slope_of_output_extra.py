# autograder: problem = logistic_regression
# mistake: the slope of the output's sigmoid stands in dz a second time, after everything has cancelled
# name: output-slope-extra
# expect: backward.dz wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz output-slope-extra
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


def forward(x, params):
    z = params["w"].dot(x) + params["b"]
    return {"z": z, "y_hat": sigmoid(z)}


def loss(y_hat, y):
    return -np.average(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))


def backward(x, y, params, cache):
    m = y.shape[1]
    dz = (cache["y_hat"] - y) * sigmoid_prime(cache["z"]) / m
    return {"dz": dz, "dw": dz.dot(x.T), "db": dz.sum()}


def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return {"w": w, "b": b}, losses
