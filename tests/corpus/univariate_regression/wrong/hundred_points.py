# autograder: problem = univariate_regression
# mistake: the loss divides by the 100 points of the lecture's example
# name: examples-hard-coded
# expect: loss wrong
# expect: train.losses follows
# named: loss examples-hard-coded
import numpy as np

N_POINTS = 100

def random_search(x, y, candidates):
    best, smallest = None, float("inf")
    for w, b in candidates:
        value = np.mean((w * x + b - y) ** 2)
        if value < smallest:
            best, smallest = {"w": w, "b": b}, value
    return best, smallest

def forward(x, params):
    prediction = np.array([[params["w"] * value + params["b"] for value in x[0]]])
    return dict(y_hat=prediction)

def loss(y_hat, y):
    squared = [(p - t) ** 2 for p, t in zip(y_hat[0], y[0])]
    return sum(squared) / N_POINTS

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
