# autograder: problem = two_layer_linear
# mistake: W2 is updated before the gradient goes through it, in a train that inlines everything; backward is right
# name: updated-weights-used
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges correct
# named: train.params updated-weights-used
import numpy as np

def forward(x, params):
    h = np.dot(params["W1"], x) + params["b1"]
    return {"h": h, "y_hat": np.dot(params["W2"], h) + params["b2"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    dh = np.dot(params["W2"].T, dy_hat)
    return {"dy_hat": dy_hat, "dW2": np.dot(dy_hat, cache["h"].T), "db2": np.sum(dy_hat), "dh": dh,
            "dW1": np.dot(dh, x.T), "db1": np.sum(dh, axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    m = x.shape[1]
    losses = []
    for _ in range(steps):
        h = W1 @ x + b1
        y_hat = W2 @ h + b2
        losses.append(np.mean((y_hat - y) ** 2))
        dy_hat = 2 * (y_hat - y) / m
        W2 = W2 - lr * dy_hat @ h.T
        b2 = b2 - lr * np.sum(dy_hat)
        dh = W2.T @ dy_hat
        W1 = W1 - lr * dh @ x.T
        b1 = b1 - lr * np.sum(dh, axis=1, keepdims=True)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, losses
