# autograder: problem = two_layer_nonlinear
# style: numpy's warnings turned into exceptions, own checks of every shape
import warnings

import numpy as np

np.seterr(all="raise", under="ignore")
warnings.simplefilter("error")


def check_shape(name, array, *shape):
    if np.shape(array) != shape:
        raise ValueError(f"{name} has shape {np.shape(array)}, not {shape}")
    return array


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def forward(x, params):
    (k, n), m = params["W1"].shape, x.shape[1]
    check_shape("x", x, n, m)
    z1 = check_shape("z1", params["W1"] @ x + params["b1"], k, m)
    a1 = check_shape("a1", sigmoid(z1), k, m)
    y_hat = check_shape("y_hat", params["W2"] @ a1 + params["b2"], 1, m)
    return {"z1": z1, "a1": a1, "y_hat": y_hat}


def loss(y_hat, y):
    return np.mean((check_shape("y_hat", y_hat, *y.shape) - y) ** 2)


def backward(x, y, params, cache):
    (k, n), m = params["W1"].shape, x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dW2 = check_shape("dW2", dy_hat @ cache["a1"].T, 1, k)
    da1 = check_shape("da1", params["W2"].T @ dy_hat, k, m)
    dz1 = check_shape("dz1", da1 * cache["a1"] * (1 - cache["a1"]), k, m)
    dW1 = check_shape("dW1", dz1 @ x.T, k, n)
    db1 = check_shape("db1", dz1.sum(axis=1, keepdims=True), k, 1)
    return dict(dy_hat=dy_hat, dW2=dW2, db2=dy_hat.sum(), da1=da1, dz1=dz1, dW1=dW1, db1=db1)


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
