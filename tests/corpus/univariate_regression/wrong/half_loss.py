# autograder: problem = univariate_regression
# mistake: 1/(2m) as in another course, with the gradient that belongs to it; random_search as asked
# expect: loss wrong
# expect: backward.dy_hat follows
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.* follows
# named: loss half-mean
import numpy as np

def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / (2 * m) * np.sum((y_hat - y) ** 2)

def backward(x, y, params, cache):
    m = y.shape[1]
    dy_hat = 1 / m * (cache["y_hat"] - y)
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    losses = []
    for i in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * g["dw"], "b": params["b"] - lr * g["db"]}
    return params, losses
