# autograder: problem = univariate_regression
# mistake: predictions and dy_hat as (m, 1) or (m,): the values are right
# expect: forward.y_hat shape
# expect: backward.dy_hat shape
# points: forward.y_hat 0.5
# points: backward.dy_hat 0.5
import numpy as np

def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]

def forward(x, params):
    x = x.reshape(-1, 1)
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat.ravel() - y.ravel()) ** 2)

def backward(x, y, params, cache):
    x, y, y_hat = x.ravel(), y.ravel(), cache["y_hat"].ravel()
    dy_hat = 2 * (y_hat - y) / y.size
    return {"dy_hat": dy_hat, "dw": dy_hat @ x, "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    losses = []
    for _ in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return {"w": w, "b": b}, losses
