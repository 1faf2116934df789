# autograder: problem = multivariate_regression
# style: static methods of a class, bound to the names that are asked at the end; a cached helper; errstate
from functools import lru_cache

import numpy as np


class Regression:
    """All of it in one name space."""

    @staticmethod
    @lru_cache(maxsize=None)
    def _two_over(m):
        return 2 / m

    @staticmethod
    def forward(x, params):
        with np.errstate(all="ignore"):
            return {"y_hat": params["w"] @ x + params["b"]}

    @staticmethod
    def loss(y_hat, y):
        return np.nanmean((y_hat - y) ** 2)

    @classmethod
    def backward(cls, x, y, params, cache):
        try:
            y_hat = cache["y_hat"]
        except KeyError:
            y_hat = cls.forward(x, params)["y_hat"]
        finally:
            dy_hat = cls._two_over(x.shape[1]) * (y_hat - y)
        return {"dy_hat": dy_hat, "dw": dy_hat @ x.T, "db": dy_hat.sum()}

    @classmethod
    def train(cls, x, y, params, lr, steps):
        losses = []
        for _ in range(steps):
            cache = cls.forward(x, params)
            losses.append(cls.loss(cache["y_hat"], y))
            grads = cls.backward(x, y, params, cache)
            params = {k: params[k] - lr * grads["d" + k] for k in params}
        return params, losses


forward, loss, backward, train = Regression.forward, Regression.loss, Regression.backward, Regression.train
