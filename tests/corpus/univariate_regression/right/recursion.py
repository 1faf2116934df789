# autograder: problem = univariate_regression
# style: recursion instead of loops
import numpy as np


def random_search(x, y, candidates):
    w, b = candidates[0]
    here = {"w": w, "b": b}, np.mean((w * x + b - y) ** 2)
    if len(candidates) == 1:
        return here
    rest = random_search(x, y, candidates[1:])
    return here if here[1] <= rest[1] else rest


def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}


def _mean_square(values):
    if values.size == 1:
        return values[0] ** 2
    half = values.size // 2
    left, right = values[:half], values[half:]
    return (half * _mean_square(left) + (values.size - half) * _mean_square(right)) / values.size


def loss(y_hat, y):
    return _mean_square((y_hat - y).ravel())


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": (dy_hat * x).sum(), "db": dy_hat.sum()}


def train(x, y, params, lr, steps):
    if steps == 0:
        return params, []
    cache = forward(x, params)
    grads = backward(x, y, params, cache)
    moved = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"]}
    last, losses = train(x, y, moved, lr, steps - 1)
    return last, [loss(cache["y_hat"], y), *losses]
