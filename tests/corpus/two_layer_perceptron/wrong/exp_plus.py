# autograder: problem = two_layer_perceptron
# mistake: exp(+z) in the sigmoid, which serves both layers; and the loss sums where it should average
# expect: sigmoid wrong
# expect: forward.a1 follows
# expect: forward.z2 follows
# expect: forward.y_hat follows
# expect: loss wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: sigmoid exponent-sign
# named: loss sum-for-mean
from math import e

import numpy as np


def sigmoid(z):
    return 1 / (1 + e**z)


def forward(x, params):
    z1 = params["W1"] @ x + params["b1"]
    a1 = sigmoid(z1)
    z2 = params["W2"] @ a1 + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}


def loss(y_hat, y):
    return float(np.sum(-y * np.log(y_hat) - (1 - y) * np.log(1 - y_hat)))


def backward(x, y, params, cache):
    dz2 = (cache["y_hat"] - y) / x.shape[-1]
    da1 = np.einsum("ok,om->km", params["W2"], dz2)
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    return {"dz2": dz2, "dW2": np.einsum("om,km->ok", dz2, cache["a1"]), "db2": float(dz2.sum()), "da1": da1,
            "dz1": dz1, "dW1": np.einsum("km,nm->kn", dz1, x), "db1": dz1.sum(axis=-1)[:, None]}


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {name: params[name] - lr * grads["d" + name] for name in params}
    return params, losses
