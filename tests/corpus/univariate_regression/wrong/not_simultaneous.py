# autograder: problem = univariate_regression
# mistake: w has moved already when the gradient of b is taken
# name: not-simultaneous
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges correct
# named: train.params not-simultaneous
import numpy as np


def random_search(x, y, candidates):
    best_w, best_b, best_l = 0, 0, 1e300
    for row in range(len(candidates)):
        l = np.average((candidates[row, 0] * x + candidates[row, 1] - y) ** 2)
        if l < best_l:
            best_w, best_b, best_l = candidates[row, 0], candidates[row, 1], l
    return {"w": best_w, "b": best_b}, best_l


def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}


def loss(y_hat, y):
    return np.average((y_hat - y) ** 2)


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}


def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    losses = []
    for _ in range(steps):
        losses.append(np.average((w * x + b - y) ** 2))
        w = w - lr * np.average(2 * (w * x + b - y) * x)
        b = b - lr * np.average(2 * (w * x + b - y))
    return {"w": w, "b": b}, losses
