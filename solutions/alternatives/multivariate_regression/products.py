"""The gradient from products of the data alone, without the predictions."""

import numpy as np


def backward(x, y, params, cache):
    m = x.shape[1]
    dw = 2 * (params["w"] @ (x @ x.T) + params["b"] * np.sum(x, axis=1) - y @ x.T) / m
    db = 2 * (np.sum(params["w"] @ x) + m * params["b"] - np.sum(y)) / m
    return {"dy_hat": 2 * (params["w"] @ x + params["b"] - y) / m, "dw": dw, "db": db}
