# autograder: problem = multivariate_regression
# mistake: the gradient is added, as if the loss were to be made large
# name: uphill
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges wrong
# named: train.params uphill
import numpy as np

def forward(x, params):
    return {"y_hat": np.dot(params["w"], x) + params["b"]}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    n, m = x.shape
    dy_hat = np.empty((1, m))
    dw, db = np.zeros((1, n)), 0.0
    for i in range(m):
        dy_hat[0, i] = (cache["y_hat"][0, i] - y[0, i]) * 2 / m
        dw += dy_hat[0, i] * x[:, i]
        db += dy_hat[0, i]
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def step(values, slopes, lr):
    return [value + lr * slope for value, slope in zip(values, slopes)]

def train(x, y, params, lr, steps):
    values, losses = [params["w"], params["b"]], []
    for _ in range(steps):
        now = dict(zip("wb", values))
        cache = forward(x, now)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, now, cache)
        values = step(values, [grads["dw"], grads["db"]], lr)
    return dict(zip("wb", values)), losses
