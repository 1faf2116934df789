# autograder: problem = two_layer_linear
# style: a class with state does the work, made anew for every call
import numpy as np


class Network:
    names = "W1", "b1", "W2", "b2"

    def __init__(self, params):
        for name in self.names:
            setattr(self, name, params[name])
        self.cache = {}
        self.grads = {}

    @property
    def params(self):
        return {name: getattr(self, name) for name in self.names}

    def forward(self, x):
        self.x = x
        self.cache["h"] = self.W1.dot(x) + self.b1
        self.cache["y_hat"] = self.W2.dot(self.cache["h"]) + self.b2
        return self

    def backward(self, y):
        g, c = self.grads, self.cache
        g["dy_hat"] = 2 * (c["y_hat"] - y) / y.shape[1]
        g["dW2"] = g["dy_hat"].dot(c["h"].T)
        g["db2"] = g["dy_hat"].sum()
        g["dh"] = self.W2.T.dot(g["dy_hat"])
        g["dW1"] = g["dh"].dot(self.x.T)
        g["db1"] = g["dh"].sum(axis=1, keepdims=True)
        return self

    def step(self, lr):
        for name in self.names:
            setattr(self, name, getattr(self, name) - lr * self.grads["d" + name])


def forward(x, params):
    return Network(params).forward(x).cache


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    network = Network(params)
    network.x, network.cache = x, cache
    return network.backward(y).grads


def train(x, y, params, lr, steps):
    network = Network(params)
    losses = []
    for _ in range(steps):
        losses.append(loss(network.forward(x).cache["y_hat"], y))
        network.backward(y).step(lr)
    return network.params, losses
