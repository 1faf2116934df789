# autograder: problem = univariate_regression
# mistake: the gradients hold 1/m already, and train divides by m once more
# name: mean-twice
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges wrong
# named: train.params mean-twice
import numpy as np

def random_search(x, y, candidates):
    best, smallest = None, float("inf")
    for w, b in candidates:
        value = np.mean((w * x + b - y) ** 2)
        if value < smallest:
            best, smallest = {"w": w, "b": b}, value
    return best, smallest

def forward(x, params):
    cache = {}
    cache["y_hat"] = x * params["w"] + params["b"]
    return cache

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

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
    m = x.shape[1]
    w, b = params["w"], params["b"]
    losses = []
    for _ in range(steps):
        y_hat = w * x + b
        losses.append(loss(y_hat, y))
        grads = backward(x, y, {"w": w, "b": b}, {"y_hat": y_hat})
        w -= lr * (1 / m) * grads["dw"]
        b -= lr * (1 / m) * grads["db"]
    return {"w": w, "b": b}, losses
