# autograder: problem = two_layer_nonlinear
# mistake: dz1 is right, and the first layer's gradients are built on da1
# name: slope-after-hidden-layer
# expect: backward.dW1 wrong
# expect: backward.db1 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dW1 slope-after-hidden-layer
# named: backward.db1 slope-after-hidden-layer
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    cache = {}
    cache["z1"] = params["W1"].dot(x) + params["b1"]
    cache["a1"] = sigmoid(cache["z1"])
    cache["y_hat"] = params["W2"].dot(cache["a1"]) + params["b2"]
    return cache

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def layer_gradients(upstream, inputs):
    return upstream @ inputs.T, upstream.sum(axis=1, keepdims=True)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.size
    dW2, db2 = layer_gradients(dy_hat, cache["a1"])
    da1 = params["W2"].T @ dy_hat
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1, db1 = layer_gradients(da1, x)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
