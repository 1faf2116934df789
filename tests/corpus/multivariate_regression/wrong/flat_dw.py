# autograder: problem = multivariate_regression
# mistake: w, dw and the predictions as (n,) and (m,): half the points each
# expect: forward.y_hat shape
# expect: backward.dy_hat shape
# expect: backward.dw shape
# expect: train.params follows
# expect: train.converges follows
# points: forward.y_hat 0.5
# points: backward.dy_hat 0.5
# points: backward.dw 0.5
import numpy as np

def forward(x, params):
    w = np.ravel(params["w"])
    return {"y_hat": w @ x + params["b"]}

def loss(y_hat, y):
    return np.mean((np.ravel(y_hat) - np.ravel(y)) ** 2)

def backward(x, y, params, cache):
    e = np.ravel(cache["y_hat"]) - np.ravel(y)
    d = 2 * e / e.size
    return {"dy_hat": d, "dw": x @ d, "db": d.sum()}

def train(x, y, params, lr, steps):
    p = {"w": params["w"].ravel(), "b": params["b"]}
    losses = []
    for _ in range(steps):
        cache = forward(x, p)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, p, cache)
        p = {"w": p["w"] - lr * g["dw"], "b": p["b"] - lr * g["db"]}
    return p, losses
