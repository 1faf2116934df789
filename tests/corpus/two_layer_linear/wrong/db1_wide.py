# autograder: problem = two_layer_linear
# mistake: db1 keeps a column for each example; train adds them up itself
# name: bias-not-summed
# expect: backward.db1 shape
# named: backward.db1 bias-not-summed
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
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    dh = params["W2"].T @ dy_hat
    db1 = np.ones_like(params["b1"]) * dh
    return {"dy_hat": dy_hat, "dW2": dy_hat @ cache["h"].T, "db2": dy_hat.sum(), "dh": dh, "dW1": dh @ x.T, "db1": db1}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        g["db1"] = g["db1"].sum(axis=1, keepdims=True)
        params = {k: params[k] - lr * g["d" + k] for k in params}
    return params, losses
