# autograder: problem = univariate_regression
# style: numpy scalars, 0-d arrays and numpy integers, results as lists, losses as a tuple
import numpy as np


def random_search(x, y, candidates):
    n = np.int64(candidates.shape[0])
    losses = np.array([np.square(candidates[i, 0] * x + candidates[i, 1] - y).mean() for i in range(n)])
    i = np.intp(np.argmin(losses))
    return [{"w": np.array(candidates[i, 0]), "b": np.float64(candidates[i, 1])}, np.array([losses[i]])]


def forward(x, params):
    return {"y_hat": np.add(np.multiply(np.float64(params["w"]), x), np.array(params["b"]))}


def loss(y_hat, y):
    return np.array(np.mean(np.square(np.subtract(y_hat, y))))


def backward(x, y, params, cache):
    m = np.int32(x.shape[1])
    dy_hat = np.float64(2) * (cache["y_hat"] - y) / m
    return {
        "dy_hat": dy_hat,
        "dw": np.array([np.inner(dy_hat[0], x[0])]),
        "db": np.longdouble(np.sum(dy_hat)),
    }


def train(x, y, params, lr, steps):
    p = np.array([params["w"], params["b"]])
    losses = ()
    for _ in np.arange(steps):
        now = {"w": p[0], "b": p[1]}
        cache = forward(x, now)
        losses += (loss(cache["y_hat"], y),)
        g = backward(x, y, now, cache)
        p = p - lr * np.array([g["dw"].item(), float(g["db"])])
    return [{"w": p[0], "b": p[1]}, losses]
