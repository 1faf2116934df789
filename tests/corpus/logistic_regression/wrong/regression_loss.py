# autograder: problem = logistic_regression
# mistake: loss and gradient of the squared error: right for each other, wrong for cross-entropy
# name: squared-error
# expect: loss wrong
# expect: backward.dz follows
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: loss squared-error
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(x, params):
    cache = {"z": np.matmul(params["w"], x) + params["b"]}
    cache["y_hat"] = sigmoid(cache["z"])
    return cache


def loss(y_hat, y):
    diff = (y_hat - y).ravel()
    return diff @ diff / diff.size


def backward(x, y, params, cache):
    m = x.shape[1]
    a = cache["y_hat"]
    da = 2 / m * (a - y)
    dz = da * a * (1 - a)
    return {"da": da, "dz": dz, "dw": np.matmul(dz, x.T), "db": np.sum(dz, axis=1)}


def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        now = {"w": w, "b": b}
        cache = forward(x, now)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, now, cache)
        w = w - lr * g["dw"]
        b = b - lr * float(g["db"][0])
    return {"w": w, "b": b}, losses
