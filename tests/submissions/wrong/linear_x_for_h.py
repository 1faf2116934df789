# autograder: problem = two_layer_linear
# mistake: x where h belongs in dW2, the key dh missing, and a frozen first layer
# expect: backward.dW2 shape
# expect: backward.dh shape
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges correct|wrong
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
    W2, b2 = params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        h = params["W1"] @ x + params["b1"]
        r = W2 @ h + b2 - y
        losses.append(np.mean(r ** 2))
        W2, b2 = W2 - lr * 2 / r.size * r @ h.T, b2 - lr * 2 * r.mean()
    return {**params, "W2": W2, "b2": b2}, losses
