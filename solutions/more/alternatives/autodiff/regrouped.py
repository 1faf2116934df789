"""Every number knows when it was made: the youngest pulls first."""

import itertools
import math
from functools import partial

CLOCK = itertools.count()


class Value:
    def __init__(self, data, children=()):
        self.born = next(CLOCK)
        self.children = children
        self.pull = lambda: None
        self.grad = 0.0
        self.data = data

    def made(self, data, *ways):
        out = Value(data, tuple(child for child, _ in ways))
        out.pull = partial(spread, out, ways)
        return out

    def __add__(self, other):
        return self.made(other.data + self.data, (self, 1), (other, 1))

    def __mul__(self, other):
        return self.made(other.data * self.data, (self, other.data), (other, self.data))

    def tanh(self):
        t = 2 / (1 + math.exp(-2 * self.data)) - 1
        return self.made(t, (self, (1 - t) * (1 + t)))

    def everything(self):
        found = {self}
        for child in self.children:
            found |= child.everything()
        return found

    def backward(self):
        self.grad = 1.0
        for value in sorted(self.everything(), key=lambda value: -value.born):
            value.pull()


def spread(out, ways):
    for child, slope in ways:
        child.grad += slope * out.grad
