# autograder: problem = univariate_regression
# mistake: dw without the factor x
# name: input-factor-missing
# expect: backward.dw wrong
# expect: train.* follows
# named: backward.dw input-factor-missing
import numpy as np


def random_search(x, y, candidates):
    best = {"loss": None}
    for w, b in candidates:
        value = loss(w * x + b, y)
        if best["loss"] is None or value < best["loss"]:
            best = {"loss": value, "params": {"w": w, "b": b}}
    return best["params"], best["loss"]


def forward(x, params):
    return dict(y_hat=params["w"] * x + params["b"])


def loss(y_hat, y):
    return ((y_hat - y) @ (y_hat - y).T).item() / y.shape[1]


def backward(x, y, params, cache):
    grads = {}
    grads["dy_hat"] = 2 * (cache["y_hat"] - y) / y.shape[1]
    grads["dw"] = grads["dy_hat"].sum()
    grads["db"] = grads["dy_hat"].sum()
    return grads


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"]}
    return params, losses
