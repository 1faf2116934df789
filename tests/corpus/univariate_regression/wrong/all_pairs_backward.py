# autograder: problem = univariate_regression
# mistake: y is transposed in backward: a square array; dw and db are sums over all pairs
# name: transposed-targets
# expect: backward.dy_hat shape
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dy_hat transposed-targets
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
    dy_hat = 2 * (cache["y_hat"] - y.T) / x.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}

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
