# autograder: problem = multivariate_regression
# mistake: the loop of train counts from 1, and so takes one step too few
# name: one-step-short
# expect: train.params wrong
# expect: train.losses shape
# named: train.params one-step-short
import numpy as np

def forward(x, params):
    m = x.shape[1]
    y_hat = np.zeros((1, m))
    for i in range(m):
        y_hat[0, i] = params["w"][0].dot(x[:, i]) + params["b"]
    return {"y_hat": y_hat}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    n, m = x.shape
    dy_hat = np.empty((1, m))
    dw, db = np.zeros((1, n)), 0.0
    for i in range(m):
        dy_hat[0, i] = (cache["y_hat"][0, i] - y[0, i]) * 2 / m
        dw += dy_hat[0, i] * x[:, i]
        db += dy_hat[0, i]
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    losses = []
    step = 1
    while step < steps:
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * g["dw"], "b": params["b"] - lr * g["db"]}
        step += 1
    return params, losses
