# autograder: problem = univariate_regression
# mistake: the targets are turned into a column before the subtraction, so that every prediction meets every target
# name: transposed-targets
# expect: loss wrong
# expect: train.losses follows
# named: loss transposed-targets
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
    y = y.reshape(-1, 1)
    differences = np.subtract(y_hat, y)
    return np.square(differences).mean()

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
    params = dict(params)
    losses = []
    for i in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        for key in ("w", "b"):
            params[key] = params[key] - lr * grads["d" + key]
    return params, losses
