# autograder: problem = univariate_regression
# mistake: the best row is found rightly and unpacked the wrong way round
# name: swapped-parameters
# expect: random_search wrong
# named: random_search swapped-parameters
import numpy as np

def random_search(x, y, candidates):
    predictions = np.outer(candidates[:, 0], x) + candidates[:, 1][:, None]
    costs = np.mean((predictions - y) ** 2, axis=1)
    best = np.argsort(costs)[0]
    b, w = candidates[best]
    return {"w": w, "b": b}, costs[best]

def forward(x, params):
    w = params["w"]
    b = params["b"]
    return {"y_hat": np.multiply(w, x) + b}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    m = y.shape[1]
    dy_hat = (2 / m) * (cache["y_hat"] - y)
    dw = np.sum(dy_hat * x)
    db = np.sum(dy_hat)
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    history = np.zeros(steps)
    for step in range(steps):
        cache = forward(x, {"w": w, "b": b})
        history[step] = loss(cache["y_hat"], y)
        g = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return {"w": w, "b": b}, history
