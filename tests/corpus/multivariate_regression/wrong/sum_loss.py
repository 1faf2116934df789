# autograder: problem = multivariate_regression
# mistake: a sum where the mean is asked, in the loss and in its gradient: wrong in two places
# name: sum-for-mean
# expect: loss wrong
# expect: backward.dy_hat follows
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.* follows
# named: loss sum-for-mean
import numpy as np

def forward(x, params):
    return {"y_hat": params["w"] @ x + params["b"]}

def loss(y_hat, y):
    e = (y_hat - y).ravel()
    return e @ e

def backward(x, y, params, cache):
    dy_hat = 2 * cache["y_hat"] - 2 * y
    return {"dy_hat": dy_hat, "dw": dy_hat @ x.T, "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * g["dw"], "b": params["b"] - lr * g["db"]}
    return params, losses
