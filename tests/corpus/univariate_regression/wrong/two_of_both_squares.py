# autograder: problem = univariate_regression
# mistake: the 2 of the square is taken down twice
# name: factor-two-twice
# expect: backward.dy_hat wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dy_hat factor-two-twice
import numpy as np

def random_search(x, y, candidates):
    W, B = candidates[:, :1], candidates[:, 1:]
    costs = ((W * x + B - y) ** 2).mean(axis=1)
    i = costs.argmin()
    return dict(w=candidates[i, 0], b=candidates[i, 1]), costs[i]

def forward(x, params):
    cache = {}
    cache["y_hat"] = x * params["w"] + params["b"]
    return cache

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def derivative_of_square(u):
    return 2 * u

def backward(x, y, params, cache):
    error = cache["y_hat"] - y
    outer = 2 * derivative_of_square(error)
    dy_hat = np.array([[d / y.size for d in outer[0]]])
    return {"dy_hat": dy_hat, "dw": np.vdot(dy_hat, x), "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    params = dict(params)
    losses = []
    for i in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        for key in ("w", "b"):
            params[key] = params[key] - lr * grads["d" + key]
    return params, losses
