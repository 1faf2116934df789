# autograder: problem = two_layer_perceptron
# style: one class for a layer used twice, slope by s(z)(1-s(z)) from z, backward recomputes and ignores the cache
import numpy as np


def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


class Layer:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, inputs):
        self.inputs = inputs
        self.z = self.W @ inputs + self.b
        return sigmoid(self.z)

    def slope(self):
        return sigmoid(self.z) * sigmoid(-self.z)

    def gradients(self, dz):
        return dz @ self.inputs.T, dz.sum(axis=1, keepdims=True), self.W.T @ dz


def layers(params):
    return Layer(params["W1"], params["b1"]), Layer(params["W2"], params["b2"])


def forward(x, params):
    hidden, output = layers(params)
    a1 = hidden(x)
    y_hat = output(a1)
    return {"z1": hidden.z, "a1": a1, "z2": output.z, "y_hat": y_hat}


def loss(y_hat, y):
    return np.mean(-np.log(np.abs(1 - y - y_hat)))


def backward(x, y, params, cache):
    hidden, output = layers(params)
    dz2 = (output(hidden(x)) - y) / x.shape[1]
    dW2, db2, da1 = output.gradients(dz2)
    dz1 = da1 * hidden.slope()
    dW1, db1, _ = hidden.gradients(dz1)
    return {"dz2": dz2, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        losses.append(loss(forward(x, params)["y_hat"], y))
        grads = backward(x, y, params, None)
        params = {key: params[key] - lr * grads[f"d{key}"] for key in ("W1", "b1", "W2", "b2")}
        params["b2"] = float(np.squeeze(params["b2"]))
    return params, losses
