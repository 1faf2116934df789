# autograder: problem = univariate_regression
# mistake: backward computes everything and forgets to return it; train trips over the None
# expect: backward.* not-implemented
# expect: train.* follows
import numpy as np

def random_search(x, y, candidates):
    errs = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    j = np.argmin(errs)
    return {"w": candidates[j][0], "b": candidates[j][1]}, errs[j]

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dw = np.sum(dy_hat * x)
    db = np.sum(dy_hat)
    grads = {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    losses = []
    for i in range(steps):
        p = {"w": w, "b": b}
        cache = forward(x, p)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, p, cache)
        w = w - lr * grads["dw"]
        b = b - lr * grads["db"]
    return {"w": w, "b": b}, losses
