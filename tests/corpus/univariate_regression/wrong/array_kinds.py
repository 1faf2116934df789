# autograder: problem = univariate_regression
# mistake: lists, complex numbers and tuples of the wrong length
# expect: * shape
# expect: loss correct
import numpy as np

def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return candidates[i, 0], candidates[i, 1], losses[i]

def forward(x, params):
    return {"y_hat": [[params["w"] * v + params["b"] for v in x[0]]]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat.astype(complex), "dw": dy_hat * x, "db": [np.sum(dy_hat)]}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    for _ in range(steps):
        r = w * x + b - y
        w, b = w - lr * 2 * np.mean(r * x), b - lr * 2 * np.mean(r)
    return {"w": w, "b": b}
