# autograder: problem = univariate_regression
# mistake: the parameters are taken from a tuple in the wrong order, in forward
# name: swapped-parameters
# expect: forward.y_hat wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.y_hat swapped-parameters
import numpy as np

def random_search(x, y, candidates):
    best, smallest = None, float("inf")
    for w, b in candidates:
        value = np.mean((w * x + b - y) ** 2)
        if value < smallest:
            best, smallest = {"w": w, "b": b}, value
    return best, smallest

def line(slope, intercept):
    return lambda point: slope * point + intercept

def forward(x, params):
    predict = line(*(params[key] for key in sorted(params)))
    return {"y_hat": predict(x)}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    m = y.shape[1]
    dy_hat = (2 / m) * (cache["y_hat"] - y)
    dw = np.sum(dy_hat * x)
    db = np.sum(dy_hat)
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
