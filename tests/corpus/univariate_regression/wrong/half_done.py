# autograder: problem = univariate_regression
# mistake: half of the stubs are still there: train calls a backward that is not written; random_search was deleted
# expect: random_search missing
# expect: backward.* not-implemented
# expect: train.* follows
import numpy as np


def forward(x, params):
    return {"y_hat": params["b"] + params["w"] * x}


def loss(y_hat, y):
    return float(np.square(y - y_hat).mean())


def backward(x, y, params, cache):
    raise NotImplementedError("backward")


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
