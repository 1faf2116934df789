# autograder: problem = multivariate_regression
# style: einsum for every product and every sum
import numpy as np


def forward(x, params):
    return {"y_hat": np.einsum("in,nm->im", params["w"], x) + params["b"]}


def loss(y_hat, y):
    d = y_hat - y
    return np.einsum("im,im->", d, d) / d.shape[-1]


def backward(x, y, params, cache):
    dy_hat = 2 / y.shape[-1] * (cache["y_hat"] - y)
    return {
        "dy_hat": dy_hat,
        "dw": np.einsum("im,nm->in", dy_hat, x),
        "db": np.einsum("im->", dy_hat),
    }


def train(x, y, params, lr, steps):
    losses = np.empty(steps)
    for i in range(steps):
        cache = forward(x, params)
        losses[i] = loss(cache["y_hat"], y)
        grads = backward(x, y, params, cache)
        params = {key: value - lr * grads["d" + key] for key, value in params.items()}
    return params, losses
