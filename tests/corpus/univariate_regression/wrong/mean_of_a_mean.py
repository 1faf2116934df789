# autograder: problem = univariate_regression
# mistake: dy_hat is divided by m twice, in a list over the examples
# name: mean-twice
# expect: backward.dy_hat wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dy_hat mean-twice
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
    m = x.shape[1]
    per_example = [2 * (cache["y_hat"][0, i] - y[0, i]) / m for i in range(m)]
    dy_hat = np.array([per_example]) / m
    return {"dy_hat": dy_hat, "dw": (dy_hat * x).sum(), "db": dy_hat.sum()}

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
