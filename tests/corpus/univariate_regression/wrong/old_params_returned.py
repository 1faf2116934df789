# autograder: problem = univariate_regression
# mistake: train learns w and b and hands back the dict it was given
# name: update-lost
# expect: train.params wrong
# expect: train.converges wrong
# named: train.params update-lost
import numpy as np

def random_search(x, y, candidates):
    best, smallest = None, float("inf")
    for w, b in candidates:
        value = np.mean((w * x + b - y) ** 2)
        if value < smallest:
            best, smallest = {"w": w, "b": b}, value
    return best, smallest

def forward(x, params):
    w = params["w"]
    b = params["b"]
    return {"y_hat": np.multiply(w, x) + b}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    m = x.shape[1]
    grads = {"dy_hat": np.zeros((1, m)), "dw": 0.0, "db": 0.0}
    for i in range(m):
        d = 2 * (cache["y_hat"][0, i] - y[0, i]) / m
        grads["dy_hat"][0, i] = d
        grads["dw"] += d * x[0, i]
        grads["db"] += d
    return grads

def train(x, y, params, lr, steps):
    (w, b), losses = (params["w"], params["b"]), []
    for _ in range(steps):
        now = dict(w=w, b=b)
        cache = forward(x, now)
        losses += [loss(cache["y_hat"], y)]
        g = backward(x, y, now, cache)
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return params, losses
