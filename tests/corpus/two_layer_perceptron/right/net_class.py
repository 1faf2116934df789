# autograder: problem = two_layer_perceptron
# style: class that keeps its cache, backward recomputes forward
import numpy as np

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)

def forward(x, params):
    cache, flow = {}, x
    for layer in "12":
        cache["z" + layer] = params["W" + layer] @ flow + params["b" + layer]
        flow = cache["a" + layer] = sigmoid(cache["z" + layer])
    cache["y_hat"] = flow
    return cache

def loss(y_hat, y):
    right = np.where(y > 0.5, y_hat, 1 - y_hat)
    return -np.log(right).mean()

class Net:
    def __init__(self, params):
        self.__dict__.update(params)

    def run(self, x):
        self.a0 = x
        self.z1 = self.W1 @ x + self.b1
        self.a1 = sigmoid(self.z1)
        self.z2 = self.W2 @ self.a1 + self.b2
        self.a2 = sigmoid(self.z2)
        return self.a2

    def back(self, y):
        self.dz2 = (self.a2 - y) / y.shape[1]
        self.dW2, self.db2 = self.dz2 @ self.a1.T, self.dz2.sum(axis=1, keepdims=True)
        self.da1 = self.W2.T @ self.dz2
        self.dz1 = self.da1 * self.a1 * (1 - self.a1)
        self.dW1, self.db1 = self.dz1 @ self.a0.T, self.dz1.sum(axis=1, keepdims=True)
        return {k: v for k, v in vars(self).items() if k.startswith("d")}


def backward(x, y, params, cache):
    net = Net(params)
    net.run(x)
    return net.back(y)

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
