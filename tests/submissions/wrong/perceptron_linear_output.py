# autograder: problem = two_layer_perceptron
# mistake: the output has no activation: logarithms of negative numbers give nan on the way
# name: activation-left-out
# expect: forward.y_hat wrong
# expect: train.params follows
# expect: train.losses not-finite
# expect: train.converges follows
# named: forward.y_hat activation-left-out
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def layer(inputs, weights, bias):
    return weights @ inputs + bias


def forward(x, params):
    z1 = layer(x, params["W1"], params["b1"])
    a1 = sigmoid(z1)
    z2 = layer(a1, params["W2"], params["b2"])
    y_hat = z2
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": y_hat}


def loss(y_hat, y):
    return -np.mean(np.where(y == 1, np.log(y_hat), np.log(1 - y_hat)))


def backward(x, y, params, cache):
    delta = (cache["y_hat"] - y) / x.shape[1]
    back = params["W2"].T @ delta
    hidden = back * (1 - cache["a1"]) * cache["a1"]
    return {"dz2": delta, "dW2": delta @ cache["a1"].T, "db2": delta.sum(), "da1": back, "dz1": hidden,
            "dW1": hidden @ x.T, "db1": hidden.sum(axis=1, keepdims=True)}


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {name: params[name] - lr * grads["d" + name] for name in params}
    return params, losses
