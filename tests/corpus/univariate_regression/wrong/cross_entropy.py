# autograder: problem = univariate_regression
# mistake: the cross-entropy of another chapter, whose logarithm of a negative prediction is nan
# expect: loss not-finite
# expect: train.losses follows
import numpy as np

def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

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
