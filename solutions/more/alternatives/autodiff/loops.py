"""Loops: backward counts how many have still to pull before a number may."""

import math


class Value:
    def __init__(self, data, children=()):
        self.data, self.grad, self.children = data, 0.0, tuple(children)
        self.pull = lambda: None

    def __add__(self, other):
        total = Value(self.data + other.data, [self, other])

        def pull():
            for part in total.children:
                part.grad += total.grad

        total.pull = pull
        return total

    def __mul__(self, other):
        product = Value(self.data * other.data, [self, other])

        def pull():
            for one, another in ((self, other), (other, self)):
                one.grad = one.grad + product.grad * another.data

        product.pull = pull
        return product

    def tanh(self):
        grown = math.exp(2 * self.data)
        out = Value((grown - 1) / (grown + 1), [self])

        def pull():
            self.grad += out.grad * 4 * grown / (grown + 1) ** 2

        out.pull = pull
        return out

    def backward(self):
        waiting, todo, met = {}, [self], {id(self)}
        while todo:
            for child in todo.pop().children:
                waiting[id(child)] = waiting.get(id(child), 0) + 1
                if id(child) not in met:
                    met.add(id(child))
                    todo.append(child)
        self.grad = 1.0
        ready = [self]
        while ready:
            value = ready.pop()
            value.pull()
            for child in value.children:
                waiting[id(child)] -= 1
                if not waiting[id(child)]:
                    ready.append(child)
