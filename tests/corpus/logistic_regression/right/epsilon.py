# autograder: problem = logistic_regression
# style: an epsilon in the logarithms against log(0), and predictions clipped far outside
# expect: loss close
# expect: train.losses close
import numpy as np

EPS = 1e-9


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-np.clip(z, -500, 500)))


def forward(x, params):
    z = np.matmul(params["w"], x) + params["b"]
    return {"z": z, "y_hat": np.clip(sigmoid(z), 1e-15, 1 - 1e-15)}


def loss(y_hat, y):
    return -np.mean(y * np.log(y_hat + EPS) + (1 - y) * np.log(1 - y_hat + EPS))


def backward(x, y, params, cache):
    m = y.size
    error = cache["y_hat"] - y
    return {"dz": error / m, "dw": np.matmul(error, x.T) / m, "db": np.mean(error)}


def train(x, y, params, lr, steps):
    history = []
    for _ in range(steps):
        cache = forward(x, params)
        history.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        for name in params:
            params[name] = params[name] - lr * grads["d" + name]
    return params, history
