# autograder: problem = univariate_regression
# mistake: only the slope is learned; the new intercept goes to a misspelled name
# name: bias-never-updated
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges wrong
# named: train.params bias-never-updated
import numpy as np

def random_search(x, y, candidates):
    W, B = candidates[:, :1], candidates[:, 1:]
    costs = ((W * x + B - y) ** 2).mean(axis=1)
    i = costs.argmin()
    return dict(w=candidates[i, 0], b=candidates[i, 1]), costs[i]

def forward(x, params):
    w = params["w"]
    b = params["b"]
    return {"y_hat": np.multiply(w, x) + b}

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    d = 2 * (cache["y_hat"] - y) / y.size
    return dict(dy_hat=d, dw=d.ravel() @ x.ravel(), db=d.sum())

def train(x, y, params, lr, steps):
    w = params["w"]
    b = params["b"]
    losses = []
    for _ in range(steps):
        current = {"w": w, "b": b}
        cache = forward(x, current)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, current, cache)
        w = w - lr * grads["dw"]
        b_new = b - lr * grads["db"]
    return {"w": w, "b": b}, losses
