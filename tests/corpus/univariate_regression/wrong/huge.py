# autograder: problem = univariate_regression
# mistake: predictions near the largest float, so that their squares and the changes of the losses overflow
# expect: random_search follows
# expect: forward.y_hat wrong
# expect: train.losses follows
# expect: train.params follows
# expect: train.converges follows
import numpy as np


def forward(x, params):
    return {"y_hat": np.full(x.shape, 1e308)}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def random_search(x, y, candidates):
    losses = [loss(forward(x, {"w": w, "b": b})["y_hat"], y) for w, b in candidates]
    i = np.argmin(losses)
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
