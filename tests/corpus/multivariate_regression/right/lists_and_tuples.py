# autograder: problem = multivariate_regression
# style: @ everywhere, results as a list where a tuple is asked, losses as a tuple, b as an array of size 1
import numpy as np


def forward(x, params):
    return {"y_hat": params["w"] @ x + params["b"]}


def loss(y_hat, y):
    residual = (y_hat - y).reshape(-1)
    return residual @ residual / len(residual)


def backward(x, y, params, cache):
    ones = np.ones((x.shape[1], 1))
    dy_hat = (cache["y_hat"] - y) * (2 / len(ones))
    return {"dy_hat": dy_hat, "dw": dy_hat @ x.T, "db": dy_hat @ ones}


def train(x, y, params, lr, steps):
    w, b, losses = params["w"], np.array([params["b"]]), ()
    for _ in range(steps):
        now = {"w": w, "b": b}
        cache = forward(x, now)
        losses = (*losses, loss(cache["y_hat"], y))
        grads = backward(x, y, now, cache)
        w = w - lr * grads["dw"]
        b = b - lr * grads["db"][0]
    return [{"w": w, "b": b}, losses]
