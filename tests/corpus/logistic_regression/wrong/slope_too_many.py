# autograder: problem = logistic_regression
# mistake: the slope of the sigmoid is multiplied in once more, although dz is the short form already
# name: output-slope-extra
# expect: backward.dz wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz output-slope-extra
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    cache = {"z": np.einsum("on,nm->om", params["w"], x) + params["b"]}
    cache["y_hat"] = sigmoid(cache["z"])
    return cache

def loss(y_hat, y):
    cost = 0.0
    for p, t in zip(y_hat[0], y[0]):
        cost -= np.log(p) if t == 1 else np.log(1 - p)
    return cost / y.size

def backward(x, y, params, cache):
    p = cache["y_hat"]
    m = y.shape[1]
    error = (p - y) / m
    dz = error * (p - p ** 2)
    return {"dz": dz, "dw": np.inner(dz, x), "db": dz.sum()}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
