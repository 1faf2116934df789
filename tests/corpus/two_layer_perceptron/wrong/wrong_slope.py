# autograder: problem = two_layer_perceptron
# mistake: the slope of the output's sigmoid is used for the hidden layer
# name: slope-at-output
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz1 slope-at-output
import numpy as np


def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)


def forward(x, params):
    z1 = params["W1"] @ x + params["b1"]
    a1 = sigmoid(z1)
    z2 = params["W2"] @ a1 + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}


def loss(y_hat, y):
    right = y * y_hat + (1 - y) * (1 - y_hat)
    return -np.log(right).mean()


def backward(x, y, params, cache):
    p = cache["y_hat"]
    dz2 = (p - y) / y.size
    da1 = params["W2"].T * dz2
    dz1 = da1 * (p - p * p)
    return {"dz2": dz2, "dW2": dz2 @ cache["a1"].T, "db2": dz2.sum(), "da1": da1, "dz1": dz1,
            "dW1": dz1 @ x.T, "db1": dz1.sum(axis=1, keepdims=True)}


def train(x, y, params, lr, steps):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        now = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        cache = forward(x, now)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, now, cache)
        W1, b1 = W1 - lr * g["dW1"], b1 - lr * g["db1"]
        W2, b2 = W2 - lr * g["dW2"], b2 - lr * g["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, losses
