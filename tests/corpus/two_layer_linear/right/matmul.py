# autograder: problem = two_layer_linear
# style: np.matmul and helpers that hand tuples around
import numpy as np


def linear(a, w, b):
    return np.matmul(w, a) + b, (a, w)


def linear_backward(upstream, memory):
    a, w = memory
    return np.matmul(w.T, upstream), np.matmul(upstream, a.T), np.sum(upstream, axis=1, keepdims=True)


def forward(x, params):
    h, _ = linear(x, params["W1"], params["b1"])
    y_hat, _ = linear(h, params["W2"], params["b2"])
    return {"h": h, "y_hat": y_hat}


def loss(y_hat, y):
    return np.sum(np.square(y_hat - y)) / y.shape[1]


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    dh, dW2, db2 = linear_backward(dy_hat, (cache["h"], params["W2"]))
    _, dW1, db1 = linear_backward(dh, (x, params["W1"]))
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {name: params[name] - lr * grads["d" + name] for name in ("W1", "b1", "W2", "b2")}
    return params, losses
