# autograder: problem = univariate_regression
# mistake: strings, generators, booleans and instances where numbers, arrays and dicts are asked
# expect: * shape
import numpy as np


class Prediction:
    def __init__(self, y_hat):
        self.y_hat = y_hat


def random_search(x, y, candidates):
    losses = np.mean((candidates[:, :1] * x + candidates[:, 1:] - y) ** 2, axis=1)
    i = np.argmin(losses)
    return f"w={candidates[i, 0]} b={candidates[i, 1]}", losses[i]


def forward(x, params):
    return Prediction(params["w"] * x + params["b"])


def loss(y_hat, y):
    return f"{np.mean((y_hat - y) ** 2):.4f}"


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat > 0, "dw": str(np.sum(dy_hat * x)), "db": np.sum(dy_hat) > 0}


def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    for _ in range(steps):
        r = w * x + b - y
        yield {"w": w, "b": b}, np.mean(r**2)
        w, b = w - lr * 2 * np.mean(r * x), b - lr * 2 * np.mean(r)
