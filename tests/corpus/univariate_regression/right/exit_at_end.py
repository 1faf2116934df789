# autograder: problem = univariate_regression
# style: a script that ends with sys.exit(main()), argparse and logging
import argparse
import logging
import sys

import numpy as np

log = logging.getLogger(__name__)


def random_search(x, y, candidates):
    ranked = sorted(candidates, key=lambda c: loss(c[0] * x + c[1], y))
    w, b = ranked[0]
    log.info("best w=%s b=%s", w, b)
    return {"w": w, "b": b}, loss(w * x + b, y)


def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"]}
    return params, losses


def main(arguments=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=20)
    options, _ = parser.parse_known_args(arguments or [])
    x = np.linspace(0, 1, 9).reshape(1, -1)
    print(train(x, 2 * x + 1, {"w": 0.0, "b": 0.0}, 0.5, options.steps))
    return 0


if __name__ == "__main__":
    sys.exit(main())
