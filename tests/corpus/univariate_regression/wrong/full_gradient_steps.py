# autograder: problem = univariate_regression
# mistake: the learning rate is an argument that train never looks at
# name: learning-rate-left-out
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges wrong
# named: train.params learning-rate-left-out
import numpy as np

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
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    m = y.shape[1]
    dy_hat = (2 / m) * (cache["y_hat"] - y)
    dw = np.sum(dy_hat * x)
    db = np.sum(dy_hat)
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    point = np.array([params["w"], params["b"]], dtype=float)
    losses = []
    for _ in range(steps):
        here = {"w": point[0], "b": point[1]}
        cache = forward(x, here)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, here, cache)
        point -= np.array([g["dw"], g["db"]])
    return {"w": point[0], "b": point[1]}, losses
