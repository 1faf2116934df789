# autograder: problem = multivariate_regression
# style: deep copies, then everything in place on the copies; arrays of float64 that own no memory; a tiny epsilon in m
# expect: loss close
# expect: train.losses close
import copy

import numpy as np

EPSILON = 1e-7


def forward(x, params):
    p = copy.deepcopy(params)
    x = x.copy()
    x *= p["w"].T
    y_hat = x.sum(axis=0, keepdims=True)
    y_hat += p["b"]
    return {"y_hat": y_hat[:, ::-1][:, ::-1]}


def loss(y_hat, y):
    e = y_hat.copy()
    e -= y
    np.square(e, out=e)
    return e.sum() / (e.size + EPSILON)


def backward(x, y, params, cache):
    d = np.subtract(cache["y_hat"], y)
    d *= 2
    d /= d.shape[1]
    dw = np.zeros_like(params["w"])
    np.matmul(d, x.T, out=dw)
    return {"dy_hat": d, "dw": dw, "db": np.add.reduce(d, axis=None)}


def train(x, y, params, lr, steps):
    p = copy.deepcopy(params)
    losses = []
    for _ in range(steps):
        cache = forward(x, p)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, p, cache)
        p["w"] -= lr * g["dw"]
        p["b"] -= lr * g["db"]
    return p, losses
