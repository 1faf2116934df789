# autograder: problem = univariate_regression
# mistake: a penalty of strength one on the slope stands in the gradient and not in the loss
# name: penalty-not-in-loss
# expect: backward.dw wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dw penalty-not-in-loss
import numpy as np

REGULARIZATION = 1.0

def random_search(x, y, candidates):
    def cost(row):
        return np.average(np.square(row[0] * x + row[1] - y))
    winner = min(candidates, key=cost)
    return {"w": winner[0], "b": winner[1]}, cost(winner)

def forward(x, params):
    w = params["w"]
    b = params["b"]
    return {"y_hat": np.multiply(w, x) + b}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dw = (np.dot(dy_hat, x.T) + REGULARIZATION / m * params["w"]).item()
    return {"dy_hat": dy_hat, "dw": dw, "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    history = np.zeros(steps)
    for step in range(steps):
        cache = forward(x, {"w": w, "b": b})
        history[step] = loss(cache["y_hat"], y)
        g = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return {"w": w, "b": b}, history
