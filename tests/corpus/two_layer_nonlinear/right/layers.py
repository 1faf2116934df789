# autograder: problem = two_layer_nonlinear
# style: layer objects in a list, abstract base class, operator overloading
from abc import ABC, abstractmethod

import numpy as np


class Layer(ABC):
    @abstractmethod
    def forward(self, a): ...

    @abstractmethod
    def backward(self, d): ...

    def __rshift__(self, other):
        return Chain([self, other])


class Chain(Layer):
    def __init__(self, layers):
        self.layers = layers

    def __rshift__(self, other):
        return Chain([*self.layers, other])

    def forward(self, a):
        self.values = []
        for layer in self.layers:
            a = layer.forward(a)
            self.values.append(a)
        return a

    def backward(self, d):
        self.slopes = []
        for layer in reversed(self.layers):
            self.slopes.append(d)
            d = layer.backward(d)
        return d


class Linear(Layer):
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, a):
        self.a = a
        return self.W @ a + self.b

    def backward(self, d):
        self.dW, self.db = d @ self.a.T, d.sum(axis=1, keepdims=True)
        return self.W.T @ d


class Sigmoid(Layer):
    def forward(self, z):
        self.s = 1 / (1 + np.exp(-z))
        return self.s

    def backward(self, d):
        return d * self.s * (1 - self.s)


def sigmoid(z):
    return Sigmoid().forward(z)


def build(params):
    return Linear(params["W1"], params["b1"]) >> Sigmoid() >> Linear(params["W2"], params["b2"])


def forward(x, params):
    net = build(params)
    net.forward(x)
    return dict(zip(("z1", "a1", "y_hat"), net.values))


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    net = build(params)
    net.forward(x)
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    net.backward(dy_hat)
    first, _, second = net.layers
    _, da1, dz1 = net.slopes
    return {
        "dy_hat": dy_hat, "dW2": second.dW, "db2": second.db, "da1": da1, "dz1": dz1, "dW1": first.dW, "db1": first.db
    }


def train(x, y, params, lr, steps):
    net, losses = build(params), []
    first, _, second = net.layers
    for _ in range(steps):
        y_hat = net.forward(x)
        losses.append(loss(y_hat, y))
        net.backward(2 * (y_hat - y) / y.shape[1])
        for layer in (first, second):
            layer.W = layer.W - lr * layer.dW
            layer.b = layer.b - lr * layer.db
    return {"W1": first.W, "b1": first.b, "W2": second.W, "b2": second.b}, losses
