# autograder: problem = univariate_regression
# mistake: random_search with the 1/(2m) of another course, in a loop that keeps the best
# name: half-mean
# expect: random_search wrong
# named: random_search half-mean
import numpy as np

def random_search(x, y, candidates):
    best, lowest = None, np.inf
    for w, b in candidates:
        l = np.sum((w * x + b - y) ** 2) / (2 * x.shape[1])
        if l < lowest:
            best, lowest = (w, b), l
    return {"w": best[0], "b": best[1]}, lowest

def forward(x, params):
    return dict(y_hat=np.polyval([params["w"], params["b"]], x))

def loss(y_hat, y):
    r = np.ravel(y_hat - y)
    return r @ r / r.size

def backward(x, y, params, cache):
    e = np.ravel(cache["y_hat"] - y)
    design = np.vander(x.ravel(), 2)
    dw, db = design.T @ e * 2 / e.size
    return {"dy_hat": (2 / e.size) * (cache["y_hat"] - y), "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    theta = np.array([params["w"], params["b"]])
    history = np.empty(steps)
    for t in range(steps):
        p = {"w": theta[0], "b": theta[1]}
        c = forward(x, p)
        history[t] = loss(c["y_hat"], y)
        g = backward(x, y, p, c)
        theta = theta - lr * np.array([g["dw"], g["db"]])
    return {"w": theta[0], "b": theta[1]}, history
