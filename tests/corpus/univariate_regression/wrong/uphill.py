# autograder: problem = univariate_regression
# mistake: train walks uphill
# name: uphill
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges wrong
# named: train.params uphill
import numpy as np


def random_search(x, y, candidates):
    order = sorted(candidates.tolist(), key=lambda wb: np.mean((wb[0] * x + wb[1] - y) ** 2))
    w, b = order[0]
    return {"w": w, "b": b}, np.mean((w * x + b - y) ** 2)


def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}


def train(x, y, params, lr, steps):
    state = params.copy()
    losses = []
    for _ in range(steps):
        cache = forward(x, state)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, state, cache)
        for name in ("w", "b"):
            state[name] += lr * grads["d" + name]
    return state, losses
