# autograder: problem = multivariate_regression
# mistake: dw as a column: half the points; train turns it round itself and is right
# name: transposed-gradient
# expect: backward.dw shape
# points: backward.dw 0.5
# named: backward.dw transposed-gradient
import numpy as np


def forward(x, params):
    return {"y_hat": np.dot(params["w"], x) + params["b"]}


def loss(y_hat, y):
    return np.sum((y_hat - y) ** 2) / y.shape[1]


def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dw = np.dot(x, dy_hat.T)
    db = np.sum(dy_hat)
    return {"dy_hat": dy_hat, "dw": dw, "db": db}


def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    losses = []
    for i in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, {"w": w, "b": b}, cache)
        w = w - lr * grads["dw"].T
        b = b - lr * grads["db"]
    return {"w": w, "b": b}, losses
