# autograder: problem = multivariate_regression
# mistake: looks for the answers in the frames above it and in the modules that are loaded, finds none, makes some up
# expect: forward.y_hat wrong
# expect: loss wrong
# expect: backward.* wrong
# expect: train.* wrong
import gc
import sys

import numpy as np


def _search(name):
    frame = sys._getframe(1)
    while frame is not None:
        for value in list(frame.f_locals.values()):
            for wanted in ("reference", "expected", "solution", "answer"):
                found = getattr(value, wanted, None)
                if callable(found) and not isinstance(value, np.ndarray):
                    try:
                        return found(name)
                    except Exception:
                        pass
        frame = frame.f_back
    for module in list(sys.modules.values()):
        found = getattr(module, "PROBLEM", None) or getattr(module, "_solution_multivariate_regression", None)
        if found is not None:
            return found
    for thing in gc.get_objects():
        if type(thing).__name__ in ("Reference", "Expected", "Judge"):
            return thing
    return None


def forward(x, params):
    return {"y_hat": _search("forward") or np.ones((1, x.shape[1]))}


def loss(y_hat, y):
    return _search("loss") or 1.0


def backward(x, y, params, cache):
    return _search("backward") or {
        "dy_hat": np.ones_like(y), "dw": np.full_like(params["w"], 7.0), "db": -3.0
    }


def train(x, y, params, lr, steps):
    return _search("train") or ({"w": params["w"] + 1, "b": params["b"] + 1}, [1.0] * steps)
