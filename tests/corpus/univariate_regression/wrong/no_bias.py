# autograder: problem = univariate_regression
# mistake: the bias left out of forward; backward is right and keeps its points
# name: bias-left-out
# expect: forward.y_hat wrong
# expect: train.* follows
# named: forward.y_hat bias-left-out
import numpy as np


def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]


def forward(x, params):
    w, b = params["w"], params["b"]
    y_hat = np.multiply(x, w)
    return {"y_hat": y_hat, "w": w, "b": b}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * g["dw"], "b": params["b"] - lr * g["db"]}
    return params, losses
