# autograder: problem = univariate_regression
# style: every function changes its arguments in place and still returns what is asked
import numpy as np


def random_search(x, y, candidates):
    w, b = candidates[:, :1].copy(), candidates[:, 1:].copy()
    candidates *= 0
    candidates[:, 0] = np.mean((w @ x + b - y) ** 2, axis=1)
    i = candidates[:, 0].argmin()
    return {"w": w[i, 0], "b": b[i, 0]}, candidates[i, 0]


def forward(x, params):
    x *= params["w"]
    x += params["b"]
    return {"y_hat": x}


def loss(y_hat, y):
    y_hat -= y
    y_hat **= 2
    return y_hat.mean()


def backward(x, y, params, cache):
    d = cache["y_hat"]
    d -= y
    d *= 2
    d /= y.size
    x *= d
    cache["dy_hat"] = d
    cache["dw"] = x.sum()
    cache["db"] = d.sum()
    return cache


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        y_hat = forward(x.copy(), params)["y_hat"]
        losses.append(loss(y_hat.copy(), y))
        grads = backward(x.copy(), y, params, {"y_hat": y_hat})
        params["w"] -= lr * grads["dw"]
        params["b"] -= lr * grads["db"]
    return params, losses
