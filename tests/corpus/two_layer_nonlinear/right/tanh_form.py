# autograder: problem = two_layer_nonlinear
# style: the sigmoid by way of tanh, its slope by way of cosh
import numpy as np


def sigmoid(z):
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def sigmoid_slope(z):
    return 0.25 / np.cosh(0.5 * z) ** 2


def forward(x, params):
    z1 = params["W1"].dot(x) + params["b1"]
    a1 = sigmoid(z1)
    return {"z1": z1, "a1": a1, "y_hat": params["W2"].dot(a1) + params["b2"]}


def loss(y_hat, y):
    return np.mean(np.abs(y_hat - y) ** 2)


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    da1 = params["W2"].T * dy_hat  # (k, 1) * (1, m) is the outer product
    dz1 = da1 * sigmoid_slope(cache["z1"])
    return {
        "dy_hat": dy_hat,
        "dW2": dy_hat.dot(cache["a1"].T),
        "db2": dy_hat.sum(),
        "da1": da1,
        "dz1": dz1,
        "dW1": dz1.dot(x.T),
        "db1": dz1.sum(axis=1, keepdims=True),
    }


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {
            "W1": params["W1"] - lr * grads["dW1"],
            "b1": params["b1"] - lr * grads["db1"],
            "W2": params["W2"] - lr * grads["dW2"],
            "b2": params["b2"] - lr * grads["db2"],
        }
    return params, losses
