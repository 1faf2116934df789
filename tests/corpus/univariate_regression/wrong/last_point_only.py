# autograder: problem = univariate_regression
# mistake: the loop over the examples assigns where it should add, so the last example is all that counts
# name: last-example-only
# expect: backward.dw wrong
# expect: backward.db wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dw last-example-only
# named: backward.db last-example-only
import numpy as np

def random_search(x, y, candidates):
    best, smallest = None, float("inf")
    for w, b in candidates:
        value = np.mean((w * x + b - y) ** 2)
        if value < smallest:
            best, smallest = {"w": w, "b": b}, value
    return best, smallest

def forward(x, params):
    w = params["w"]
    b = params["b"]
    return {"y_hat": np.multiply(w, x) + b}

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

def backward(x, y, params, cache):
    xs, errors = x.flatten(), (cache["y_hat"] - y).flatten()
    dy_hat = np.zeros_like(x)
    for i, (point, error) in enumerate(zip(xs, errors)):
        upstream = 2 * error / len(xs)
        dy_hat[0, i] = upstream
        dw = upstream * point
        db = upstream
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

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
