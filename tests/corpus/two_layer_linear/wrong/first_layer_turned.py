# autograder: problem = two_layer_linear
# mistake: dW1 is x dh^T, the transpose of what is asked; train turns it back
# name: transposed-gradient
# expect: backward.dW1 shape
# points: backward.dW1 0.5
# named: backward.dW1 transposed-gradient
import numpy as np

def layer(W, b, inputs):
    return W.dot(inputs) + b

def forward(x, params):
    cache = {"h": layer(params["W1"], params["b1"], x)}
    cache["y_hat"] = layer(params["W2"], params["b2"], cache["h"])
    return cache

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dh = np.kron(params["W2"].T, dy_hat)
    return {"dy_hat": dy_hat, "dW2": np.inner(dy_hat, cache["h"]), "db2": dy_hat.sum(), "dh": dh,
            "dW1": np.inner(x, dh), "db1": dh.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        g["dW1"] = g["dW1"].T
        params = {name: params[name] - lr * g["d" + name] for name in params}
    return params, losses
