# autograder: problem = univariate_regression
# mistake: the search compares and reports totals of squares
# name: sum-for-mean
# expect: random_search wrong
# named: random_search sum-for-mean
import numpy as np

def squares(w, b, x, y):
    return sum((w * xi + b - yi) ** 2 for xi, yi in zip(x[0], y[0]))

def random_search(x, y, candidates):
    scored = sorted((squares(w, b, x, y), w, b) for w, b in candidates)
    score, w, b = scored[0]
    return {"w": w, "b": b}, score

def forward(x, params):
    cache = {}
    cache["y_hat"] = x * params["w"] + params["b"]
    return cache

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    d = 2 * (cache["y_hat"] - y) / y.size
    return dict(dy_hat=d, dw=d.ravel() @ x.ravel(), db=d.sum())

def train(x, y, params, lr, steps):
    params = dict(params)
    losses = []
    for i in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        for key in ("w", "b"):
            params[key] = params[key] - lr * grads["d" + key]
    return params, losses
