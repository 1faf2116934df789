# autograder: problem = univariate_regression
# mistake: w has moved when the error for b is taken, in a train of one piece
# name: not-simultaneous
# expect: train.params wrong
# expect: train.losses follows
# named: train.params not-simultaneous
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
    m = y.shape[1]
    dy_hat = (2 / m) * (cache["y_hat"] - y)
    dw = np.sum(dy_hat * x)
    db = np.sum(dy_hat)
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    m = x.shape[1]
    for _ in range(steps):
        losses.append(np.sum((w * x + b - y) ** 2) / m)
        w = w - lr * 2 / m * np.sum((w * x + b - y) * x)
        b = b - lr * 2 / m * np.sum(w * x + b - y)
    return {"w": w, "b": b}, losses
