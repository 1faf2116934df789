# autograder: problem = univariate_regression
# mistake: the list is emptied in every step, so that only the last loss comes back
# name: last-loss-only
# expect: train.losses shape
# named: train.losses last-loss-only
import numpy as np

def random_search(x, y, candidates):
    def cost(row):
        return np.average(np.square(row[0] * x + row[1] - y))
    winner = min(candidates, key=cost)
    return {"w": winner[0], "b": winner[1]}, cost(winner)

def forward(x, params):
    prediction = np.array([[params["w"] * value + params["b"] for value in x[0]]])
    return dict(y_hat=prediction)

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

def backward(x, y, params, cache):
    m = y.shape[1]
    dy_hat = (2 / m) * (cache["y_hat"] - y)
    dw = np.sum(dy_hat * x)
    db = np.sum(dy_hat)
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    for _ in range(steps):
        losses = []
        y_hat = forward(x, params)["y_hat"]
        losses.append(loss(y_hat, y))
        g = backward(x, y, params, {"y_hat": y_hat})
        params = {name: value - lr * g["d" + name] for name, value in params.items()}
    return params, losses
