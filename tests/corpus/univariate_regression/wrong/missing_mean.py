# autograder: problem = univariate_regression
# mistake: the gradient has no 1/m; written as loops over the examples
# name: missing-mean
# expect: backward.dy_hat wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.* follows
# points: backward.dw 1
# named: backward.dy_hat missing-mean
import numpy as np


def random_search(x, y, candidates):
    pairs = [(np.mean((c[0] * x + c[1] - y) ** 2), tuple(c)) for c in candidates]
    value, (w, b) = min(pairs)
    return {"w": w, "b": b}, value


def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    out = cache["y_hat"]
    dy_hat = np.empty_like(out)
    dw = db = 0.0
    for i in range(out.shape[1]):
        slope = 2 * (out[0, i] - y[0, i])
        dy_hat[0, i] = slope
        dw += slope * x[0, i]
        db += slope
    return {"dy_hat": dy_hat, "dw": dw, "db": db}


def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return {"w": w, "b": b}, losses
