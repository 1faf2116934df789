# autograder: problem = multivariate_regression
# style: backward ignores the cache and runs forward again
import numpy as np


def forward(x, params):
    cache = dict()
    cache["y_hat"] = np.add(np.dot(params["w"], x), params["b"])
    return cache


def loss(y_hat, y):
    return np.linalg.norm(y_hat - y) ** 2 / y.shape[1]


def backward(x, y, params, cache=None):
    y_hat = forward(x, params)["y_hat"]
    m = y_hat.shape[1]
    grads = dict()
    grads["dy_hat"] = (2 * y_hat - 2 * y) / m
    grads["dw"] = np.dot(grads["dy_hat"], np.transpose(x))
    grads["db"] = np.dot(grads["dy_hat"], np.ones(m))[0]
    return grads


def train(x, y, params, lr, steps):
    losses = list()
    for step in range(steps):
        losses.append(loss(forward(x, params)["y_hat"], y))
        grads = backward(x, y, params)
        params = dict(w=params["w"] - lr * grads["dw"], b=params["b"] - lr * grads["db"])
    return params, losses
