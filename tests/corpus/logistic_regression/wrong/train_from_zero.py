# autograder: problem = logistic_regression
# mistake: train forgets the parameters it is given and starts from zeros
# name: starts-from-zero
# expect: train.params wrong
# expect: train.losses wrong
# named: train.params starts-from-zero
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    cache = {"z": np.einsum("on,nm->om", params["w"], x) + params["b"]}
    cache["y_hat"] = sigmoid(cache["z"])
    return cache

def loss(y_hat, y):
    m = y.shape[1]
    return -1 / m * np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

def backward(x, y, params, cache):
    m = x.shape[1]
    dz = (cache["y_hat"] - y) / m
    return {"dz": dz, "dw": np.dot(dz, x.T), "db": np.sum(dz)}

def initialize(n):
    return {"w": np.zeros((1, n)), "b": 0.0}

def train(x, y, params, lr, steps):
    params = initialize(x.shape[0])
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"]}
    return params, losses
