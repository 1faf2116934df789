# autograder: problem = univariate_regression
# mistake: wrong in two places: a squashed output, and one error more in dw only
# name: activation-on-output
# expect: forward.y_hat wrong
# expect: backward.dw wrong
# expect: train.* follows
import numpy as np

def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]

def forward(x, params):
    z = params["w"] * x + params["b"]
    return {"y_hat": np.tanh(z)}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dw = np.sum(dy_hat * x ** 2)
    db = np.sum(dy_hat)
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"]}
    return params, losses
