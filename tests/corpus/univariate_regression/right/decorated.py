# autograder: problem = univariate_regression
# style: decorators, renamed parameters, more parameters with defaults, keyword-only extras
import functools
import time

import numpy as np


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            wrapper.spent += time.perf_counter() - start

    wrapper.spent = 0.0
    return wrapper


def log_calls(label, loud=False):
    def decorate(function):
        @functools.wraps(function)
        def inner(*args):
            if loud:
                print(label, len(args))
            return function(*args)
        return inner
    return decorate


@timed
def random_search(inputs, targets, rows, verbose=False):
    scores = ((rows[:, [0]] * inputs + rows[:, [1]] - targets) ** 2).mean(axis=1)
    winner = np.argsort(scores)[0]
    if verbose:
        print("winner", winner)
    return dict(zip(("w", "b"), rows[winner].tolist())), scores[winner]


@log_calls("forward")
def forward(features, theta, *_ignored, bias=True):
    return {"y_hat": theta["w"] * features + (theta["b"] if bias else 0.0)}


@timed
def loss(predicted, actual, weights=None):
    squares = (predicted - actual) ** 2
    return np.average(squares, weights=weights)


@timed
@log_calls("backward", loud=True)
def backward(inputs, targets, theta, memory):
    upstream = (2 / targets.size) * (memory["y_hat"] - targets)
    return {"db": np.sum(upstream), "dw": np.vdot(upstream, inputs), "dy_hat": upstream}


@timed
def train(inputs, targets, theta, rate, count, callback=None):
    history = []
    current = dict(theta)
    for turn in range(1, count + 1):
        memory = forward(inputs, current)
        history.append(loss(memory["y_hat"], targets))
        slope = backward(inputs, targets, current, memory)
        current = {"w": current["w"] - rate * slope["dw"], "b": current["b"] - rate * slope["db"]}
        if callback is not None:
            callback(turn)
    return current, history
