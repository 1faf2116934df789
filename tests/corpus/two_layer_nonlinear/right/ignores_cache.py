# autograder: problem = two_layer_nonlinear
# style: backward computes every forward value anew, with nested functions and keyword arguments
import numpy as np


def sigmoid(z, *, scale=1.0):
    return np.reciprocal(1 + np.exp(np.negative(scale * z)))


def forward(x, params):
    def hidden():
        z1 = params["W1"] @ x + params["b1"]
        return dict(z1=z1, a1=sigmoid(z=z1))

    def output(values):
        return dict(values, y_hat=params["W2"] @ values["a1"] + params["b2"])

    return output(hidden())


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, *_unused):
    values = forward(x=x, params=params)
    a1 = values["a1"]

    def through_output(d):
        return d @ a1.T, d.sum(), params["W2"].T @ d

    def through_sigmoid(d):
        return np.multiply(d, np.multiply(a1, 1 - a1))

    def through_hidden(d):
        return d @ x.T, d.sum(axis=1, keepdims=True)

    dy_hat = 2 * (values["y_hat"] - y) / y.shape[1]
    dW2, db2, da1 = through_output(dy_hat)
    dz1 = through_sigmoid(da1)
    dW1, db1 = through_hidden(dz1)
    return locals()


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        losses.append(loss(forward(x, params)["y_hat"], y))
        grads = backward(x, y, params)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
