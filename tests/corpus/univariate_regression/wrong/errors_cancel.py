# autograder: problem = univariate_regression
# mistake: the errors are averaged first and squared after that
# name: square-of-mean
# expect: loss wrong
# expect: train.losses follows
# named: loss square-of-mean
import numpy as np

def random_search(x, y, candidates):
    def cost(row):
        return np.average(np.square(row[0] * x + row[1] - y))
    winner = min(candidates, key=cost)
    return {"w": winner[0], "b": winner[1]}, cost(winner)

def forward(x, params):
    w = params["w"]
    b = params["b"]
    return {"y_hat": np.multiply(w, x) + b}

def loss(y_hat, y):
    m = len(y[0])
    average_error = 0
    for i in range(m):
        average_error += (y_hat[0][i] - y[0][i]) / m
    return average_error ** 2

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
