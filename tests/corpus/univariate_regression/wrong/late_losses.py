# autograder: problem = univariate_regression
# mistake: the losses are taken after each step
# name: loss-after-step
# expect: train.losses wrong
# named: train.losses loss-after-step
import numpy as np


def random_search(x, y, candidates):
    scores = [loss(forward(x, {"w": w, "b": b})["y_hat"], y) for w, b in candidates]
    return dict(zip("wb", candidates[np.argmin(scores)])), min(scores)


def forward(x, params):
    return {"y_hat": np.polyval([params["w"], params["b"]], x)}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}


def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    losses = [0.0] * steps
    for i in range(steps):
        y_hat = w * x + b
        dw, db = np.mean(2 * (y_hat - y) * x), np.mean(2 * (y_hat - y))
        w, b = w - lr * dw, b - lr * db
        losses[i] = loss(w * x + b, y)
    return {"w": w, "b": b}, losses
