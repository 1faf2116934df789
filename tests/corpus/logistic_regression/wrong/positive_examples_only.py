# autograder: problem = logistic_regression
# mistake: only the term of the positive examples
# name: one-term-only
# expect: loss wrong
# expect: train.losses follows
# named: loss one-term-only
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    cache = {"z": np.einsum("on,nm->om", params["w"], x) + params["b"]}
    cache["y_hat"] = sigmoid(cache["z"])
    return cache

def loss(y_hat, y):
    positive = y_hat[y == 1]
    return -np.sum(np.log(positive)) / y.size

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
