# autograder: problem = two_layer_linear
# style: forward stores the inputs and the error in the cache too, and backward takes them from there
import numpy as np


def forward(x, params):
    h = np.dot(params["W1"], x) + params["b1"]
    y_hat = np.dot(params["W2"], h) + params["b2"]
    return {"A0": x, "h": h, "y_hat": y_hat, "layers": [x.shape[0], h.shape[0], 1], "net": object()}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    m = cache["A0"].shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    assert len(cache["layers"]) == 3
    dh = np.dot(params["W2"].T, dy_hat)
    return {
        "dy_hat": dy_hat,
        "dW2": np.dot(dy_hat, cache["h"].T),
        "db2": np.sum(dy_hat),
        "dh": dh,
        "dW1": np.dot(dh, cache["A0"].T),
        "db1": np.sum(dh, axis=1, keepdims=True),
    }


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: p - lr * grads["d" + k] for k, p in params.items()}
    return params, losses
