# autograder: problem = univariate_regression
# mistake: y_hat - y ** 2 in the loss; random_search relies on it
# name: square-precedence
# expect: loss wrong
# expect: random_search follows
# expect: train.losses follows
# named: loss square-precedence
import numpy as np

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    m = y.shape[1]
    return np.sum(y_hat - y ** 2) / m

def random_search(x, y, candidates):
    best, best_loss = None, float("inf")
    for w, b in candidates:
        l = loss(w * x + b, y)
        if l < best_loss:
            best, best_loss = {"w": w, "b": b}, l
    return best, best_loss

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {"dy_hat": dy_hat, "dw": (dy_hat * x).sum(), "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    p = dict(params)
    losses = []
    for _ in range(steps):
        cache = forward(x, p)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, p, cache)
        p["w"] = p["w"] - lr * g["dw"]
        p["b"] = p["b"] - lr * g["db"]
    return p, losses
