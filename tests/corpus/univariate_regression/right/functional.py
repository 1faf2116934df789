# autograder: problem = univariate_regression
# style: a lambda, a functools.partial and a callable object stand where functions are asked
import functools

import numpy as np

forward = lambda x, params: dict(y_hat=x * params["w"] + params["b"])


def _power_mean(exponent, y_hat, y):
    return np.average(np.power(y_hat - y, exponent))


loss = functools.partial(_power_mean, 2)


class Backward:
    """Holds nothing; only its call matters."""

    def __call__(self, x, y, params, cache):
        residual = cache["y_hat"] - y
        dy_hat = residual / residual.size * 2
        return dict(dy_hat=dy_hat, dw=(dy_hat * x).sum(), db=dy_hat.sum())


backward = Backward()


class Trainer:
    def __init__(self):
        self.gradient = backward

    def run(self, x, y, params, lr, steps):
        point, seen = dict(params), []
        for _ in range(steps):
            out = forward(x, point)
            seen.append(loss(out["y_hat"], y))
            g = self.gradient(x, y, point, out)
            point = {name: value - lr * g["d" + name] for name, value in point.items()}
        return point, seen


train = Trainer().run

random_search = lambda x, y, candidates: min(
    (({"w": w, "b": b}, loss(w * x + b, y)) for w, b in candidates), key=lambda pair: pair[1]
)
