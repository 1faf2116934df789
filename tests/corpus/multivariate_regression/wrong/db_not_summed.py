# autograder: problem = multivariate_regression
# mistake: db keeps one entry for each example, and so does the trained b
# name: bias-not-summed
# expect: backward.db shape
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db bias-not-summed
import numpy as np

def forward(x, params):
    return {"y_hat": params["w"] @ x + params["b"]}

def loss(y_hat, y):
    return ((y_hat - y) ** 2).mean()

def backward(x, y, params, cache):
    grads = {"dy_hat": 2 / y.shape[1] * (cache["y_hat"] - y)}
    grads["dw"] = grads["dy_hat"] @ x.T
    grads["db"] = grads["dy_hat"]
    return grads

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"]}
    return params, losses
