# autograder: problem = two_layer_linear
# style: generators, itertools and a deque inside, a global counter that is reset
import itertools
from collections import OrderedDict, deque, namedtuple

import numpy as np

calls = 0
Point = namedtuple("Point", "W1 b1 W2 b2")


def forward(x, params):
    global calls
    calls += 1
    h = params["W1"] @ x + params["b1"]
    return OrderedDict(h=h, y_hat=params["W2"] @ h + params["b2"], calls=calls)


def loss(y_hat, y):
    return sum(e * e for e in (y_hat - y).flat) / y.size


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.size
    dh = params["W2"].T @ dy_hat
    pairs = (("dy_hat", dy_hat), ("dW2", dy_hat @ cache["h"].T), ("db2", sum(dy_hat.flat)))
    more = (("dh", dh), ("dW1", dh @ x.T), ("db1", dh.sum(1)[:, np.newaxis]))
    return OrderedDict(itertools.chain(pairs, more))


def descend(x, y, point, lr):
    while True:
        params = point._asdict()
        cache = forward(x, params)
        grads = backward(x, y, params, cache)
        yield point, loss(cache["y_hat"], y)
        point = Point(*(value - lr * grads["d" + name] for name, value in params.items()))


def train(x, y, params, lr, steps):
    global calls
    calls = 0
    walk = deque(itertools.islice(descend(x, y, Point(**params), lr), steps + 1))
    end, _ = walk.pop()
    return end._asdict(), [value for _, value in walk]
