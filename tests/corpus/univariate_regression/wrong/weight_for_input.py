# autograder: problem = univariate_regression
# mistake: the chain rule at w multiplies by w, not by what stands beside it
# name: weights-for-input
# expect: backward.dw wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dw weights-for-input
import numpy as np

def random_search(x, y, candidates):
    def cost(row):
        return np.average(np.square(row[0] * x + row[1] - y))
    winner = min(candidates, key=cost)
    return {"w": winner[0], "b": winner[1]}, cost(winner)

def forward(x, params):
    cache = {}
    cache["y_hat"] = x * params["w"] + params["b"]
    return cache

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    dw = db = 0.0
    for d in dy_hat[0]:
        dw = dw + d * params["w"]
        db = db + d
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
