# autograder: problem = two_layer_linear
# mistake: x where h belongs in dW2, the key dh missing, and an update that is lost in the loop
# expect: backward.dW2 shape
# expect: backward.dh shape
# expect: train.* wrong
# named: train.params update-lost
import numpy as np

def forward(x, params):
    h = params["W1"] @ x + params["b1"]
    return {"h": h, "y_hat": params["W2"] @ h + params["b2"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dW2 = dy_hat @ x.T
    delta = params["W2"].T @ dy_hat
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": dy_hat.sum(), "dW1": delta @ x.T, "db1": delta.sum(1, keepdims=True)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
        dh = params["W2"].T @ dy_hat
        slopes = [dh @ x.T, dh.sum(1, keepdims=True), dy_hat @ cache["h"].T, dy_hat.sum()]
        for value, slope in zip(params.values(), slopes):
            value = value - lr * slope
    return params, losses
