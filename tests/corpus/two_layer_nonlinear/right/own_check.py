# autograder: problem = two_layer_nonlinear
# style: its own numerical gradient check on the top level, not inside of backward
import numpy as np


def sigmoid(z):
    s = 1 / (1 + np.exp(-z))
    return s


def forward(x, params):
    z1 = np.matmul(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    y_hat = np.matmul(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    m = x.shape[1]
    a1, y_hat = cache["a1"], cache["y_hat"]
    dy_hat = 2 * (y_hat - y) / m
    da1 = np.matmul(params["W2"].T, dy_hat)
    dz1 = np.einsum("km,km,km->km", da1, a1, 1 - a1)
    dW1 = sum(np.outer(dz1[:, i], x[:, i]) for i in range(m))
    dW2 = sum(np.outer(dy_hat[:, i], a1[:, i]) for i in range(m))
    return {
        "dy_hat": dy_hat, "dW2": dW2, "db2": dy_hat.sum(), "da1": da1, "dz1": dz1, "dW1": dW1,
        "db1": np.sum(dz1, axis=1, keepdims=True),
    }


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses


def check(h=1e-5):
    rng = np.random.RandomState(42)
    x, y = rng.randn(2, 7), rng.randn(1, 7)
    params = {"W1": rng.randn(3, 2), "b1": rng.randn(3, 1), "W2": rng.randn(1, 3), "b2": rng.randn()}
    grads = backward(x, y, params, forward(x, params))
    for name in ("W1", "b1", "W2"):
        for index in np.ndindex(params[name].shape):
            kept = params[name][index]
            params[name][index] = kept + h
            plus = loss(forward(x, params)["y_hat"], y)
            params[name][index] = kept - h
            minus = loss(forward(x, params)["y_hat"], y)
            params[name][index] = kept
            numeric = (plus - minus) / (2 * h)
            assert abs(numeric - grads["d" + name][index]) < 1e-7, (name, index)
    print("gradients are fine")


check()
