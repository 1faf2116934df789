# autograder: problem = univariate_regression
# mistake: the search keeps the worst candidate; the loss is the absolute error
# name: worst-candidate
# expect: random_search wrong
# expect: loss wrong
# expect: train.losses follows
# named: random_search worst-candidate
# named: loss absolute-error
import numpy as np


def random_search(x, y, candidates):
    best = candidates[0]
    score = np.mean((best[0] * x + best[1] - y) ** 2)
    for c in candidates[1:]:
        new = np.mean((c[0] * x + c[1] - y) ** 2)
        if new > score:
            best, score = c, new
    return {"w": best[0], "b": best[1]}, score


def forward(x, params):
    return {"y_hat": x * params["w"] + params["b"]}


def loss(y_hat, y):
    return np.sum(np.absolute(y_hat - y)) / y_hat.shape[1]


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {"dy_hat": dy_hat, "dw": np.dot(dy_hat, x.T)[0, 0], "db": dy_hat.sum()}


def train(x, y, params, lr, steps):
    losses = []
    p = params
    for _ in range(steps):
        cache = forward(x, p)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, p, cache)
        p = {"w": p["w"] - lr * g["dw"], "b": p["b"] - lr * g["db"]}
    return p, losses
