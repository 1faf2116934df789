# autograder: problem = univariate_regression
# style: vander, polyval, dict(zip) and a numpy array of losses
import numpy as np

def random_search(x, y, candidates):
    guess = np.outer(candidates[:, 0], x.ravel()) + candidates[:, 1:]
    cost = ((guess - y.ravel()) ** 2).sum(axis=1) / x.size
    i = cost.argmin()
    return dict(zip("wb", candidates[i])), cost[i]

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
