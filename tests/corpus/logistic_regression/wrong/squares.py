# autograder: problem = logistic_regression
# mistake: the mean squared error of the chapters before
# name: squared-error
# expect: loss wrong
# expect: train.losses follows
# named: loss squared-error
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    cache = {"z": np.einsum("on,nm->om", params["w"], x) + params["b"]}
    cache["y_hat"] = sigmoid(cache["z"])
    return cache

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    n, m = x.shape
    grads = {"dz": np.zeros((1, m)), "dw": np.zeros((1, n)), "db": 0.0}
    for i in range(m):
        d = (cache["y_hat"][0, i] - y[0, i]) / m
        grads["dz"][0, i] = d
        grads["dw"] += d * x[:, i]
        grads["db"] += d
    return grads

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
