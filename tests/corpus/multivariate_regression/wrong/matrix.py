# autograder: problem = multivariate_regression
# mistake: np.matrix and masked arrays come back; their values are right
# expect: forward.y_hat shape
# expect: backward.dy_hat shape
# expect: backward.dw shape
# expect: train.params shape
# expect: train.converges shape
# points: forward.y_hat 0
import numpy as np

def forward(x, params):
    return {"y_hat": np.matrix(params["w"]) * np.matrix(x) + params["b"]}

def loss(y_hat, y):
    return np.mean(np.power(y_hat - y, 2))

def backward(x, y, params, cache):
    d = 2 * np.ma.masked_invalid(cache["y_hat"] - y) / x.shape[1]
    return {"dy_hat": d, "dw": np.matrix(d) * np.matrix(x).T, "db": d.sum()}

def train(x, y, params, lr, steps):
    w, b = np.matrix(params["w"]), params["b"]
    losses = []
    for _ in range(steps):
        r = np.asarray(w * x + b - y)
        losses.append(np.mean(r ** 2))
        w, b = w - lr * 2 / r.size * (np.matrix(r) * x.T), b - lr * 2 * r.mean()
    return {"w": w, "b": b}, losses
