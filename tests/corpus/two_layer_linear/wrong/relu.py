# autograder: problem = two_layer_linear
# mistake: a relu in the hidden layer of a linear network, and its slope in backward
# name: activation-on-hidden
# expect: forward.h wrong
# expect: forward.y_hat follows
# expect: backward.dh wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.h activation-on-hidden
import numpy as np


def relu(z):
    return np.maximum(0, z)


def forward(x, params):
    h = relu(params["W1"] @ x + params["b1"])
    return {"h": h, "y_hat": params["W2"] @ h + params["b2"]}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dh = params["W2"].T @ dy_hat
    dh[cache["h"] <= 0] = 0
    return {"dy_hat": dy_hat, "dW2": dy_hat @ cache["h"].T, "db2": dy_hat.sum(), "dh": dh, "dW1": dh @ x.T,
            "db1": dh.sum(axis=1, keepdims=True)}


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
