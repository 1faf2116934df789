# autograder: problem = univariate_regression
# mistake: the length of the error vector over the root of m, as a standard deviation is computed
# name: root-of-mean
# expect: loss wrong
# expect: train.losses follows
# named: loss root-of-mean
import numpy as np

def random_search(x, y, candidates):
    W, B = candidates[:, :1], candidates[:, 1:]
    costs = ((W * x + B - y) ** 2).mean(axis=1)
    i = costs.argmin()
    return dict(w=candidates[i, 0], b=candidates[i, 1]), costs[i]

def forward(x, params):
    cache = {}
    cache["y_hat"] = x * params["w"] + params["b"]
    return cache

def loss(y_hat, y):
    return np.linalg.norm(y_hat - y) / y.size ** 0.5

def backward(x, y, params, cache):
    m = x.shape[1]
    grads = {"dy_hat": np.zeros((1, m)), "dw": 0.0, "db": 0.0}
    for i in range(m):
        d = 2 * (cache["y_hat"][0, i] - y[0, i]) / m
        grads["dy_hat"][0, i] = d
        grads["dw"] += d * x[0, i]
        grads["db"] += d
    return grads

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    history = np.zeros(steps)
    for step in range(steps):
        cache = forward(x, {"w": w, "b": b})
        history[step] = loss(cache["y_hat"], y)
        g = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return {"w": w, "b": b}, history
