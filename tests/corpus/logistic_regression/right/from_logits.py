# autograder: problem = logistic_regression
# style: stable forms everywhere: expit by cases with masks, the loss with logaddexp of the log-odds, a class in train
import numpy as np


def sigmoid(z):
    s = np.empty_like(z)
    positive = z >= 0
    s[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    s[~positive] = e / (1 + e)
    return s


def forward(x, params):
    z = np.einsum("in,nm->im", params["w"], x) + params["b"]
    return dict(z=z, y_hat=sigmoid(z))


def loss(y_hat, y):
    z = np.log(y_hat) - np.log1p(-y_hat)
    return np.logaddexp(0, (1 - 2 * y) * z).mean()


def backward(x, y, params, cache):
    dz = (sigmoid(cache["z"]) - y) / y.shape[-1]
    return dict(dz=dz, dw=(x @ dz.T).T, db=dz.sum())


class Trainer:
    def __init__(self, params):
        self.w, self.b, self.losses = params["w"], params["b"], []

    @property
    def params(self):
        return {"w": self.w, "b": self.b}

    def step(self, x, y, lr):
        cache = forward(x, self.params)
        self.losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, self.params, cache)
        self.w, self.b = self.w - lr * grads["dw"], self.b - lr * grads["db"]


def train(x, y, params, lr, steps):
    trainer = Trainer(params)
    for _ in range(steps):
        trainer.step(x, y, lr)
    return trainer.params, tuple(trainer.losses)
