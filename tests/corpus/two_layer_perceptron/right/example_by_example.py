# autograder: problem = two_layer_perceptron
# style: every example goes through by itself, outer products are added up
import numpy as np


def sigmoid(z):
    return np.vectorize(lambda t: 1 / (1 + np.exp(-t)))(z)


def forward(x, params):
    columns = {"z1": [], "a1": [], "z2": [], "y_hat": []}
    for column in x.T:
        z1 = params["W1"] @ column[:, None] + params["b1"]
        a1 = sigmoid(z1)
        z2 = params["W2"] @ a1 + params["b2"]
        for name, value in zip(columns, (z1, a1, z2, sigmoid(z2))):
            columns[name].append(value)
    return {name: np.hstack(values) for name, values in columns.items()}


def loss(y_hat, y):
    return -sum(np.log(p if t else 1 - p) for p, t in zip(y_hat.flat, y.flat)) / y.size


def backward(x, y, params, cache):
    n, m = x.shape
    k = len(params["b1"])
    grads = {"dz2": np.zeros((1, m)), "da1": np.zeros((k, m)), "dz1": np.zeros((k, m)),
             "dW2": np.zeros((1, k)), "db2": 0.0, "dW1": np.zeros((k, n)), "db1": np.zeros((k, 1))}
    for i in range(m):
        a = cache["a1"][:, i]
        d2 = (cache["y_hat"][0, i] - y[0, i]) / m
        da = params["W2"][0] * d2
        d1 = da * a * (1 - a)
        grads["dz2"][0, i], grads["da1"][:, i], grads["dz1"][:, i] = d2, da, d1
        grads["dW2"] += d2 * a
        grads["db2"] += d2
        grads["dW1"] += np.outer(d1, x[:, i])
        grads["db1"] += d1[:, None]
    return grads


def train(x, y, params, lr, steps):
    losses = []
    while len(losses) < steps:
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {name: value - lr * grads["d" + name] for name, value in params.items()}
    return params, losses
