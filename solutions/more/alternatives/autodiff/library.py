"""Local slopes with the children, pulled by one method; the order comes from the standard library."""

import math
from graphlib import TopologicalSorter


class Value:
    def __init__(self, data, children=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.children = children
        self.slopes = slopes

    def pull(self):
        for child, slope in zip(self.children, self.slopes, strict=True):
            child.grad += slope * self.grad

    def __add__(self, other):
        return Value(math.fsum([self.data, other.data]), (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return Value(math.prod([self.data, other.data]), (self, other), (other.data, self.data))

    def tanh(self):
        return Value(math.tanh(self.data), (self,), (1 / math.cosh(self.data) ** 2,))

    def backward(self):
        graph, todo = {}, [self]
        while todo:
            value = todo.pop()
            if value not in graph:
                graph[value] = value.children
                todo.extend(value.children)
        self.grad = 1.0
        for value in list(TopologicalSorter(graph).static_order())[::-1]:
            value.pull()
