# autograder: problem = two_layer_linear
# mistake: the gradient dW2 stands where the weights W2 belong; what comes after follows
# name: gradient-for-weights
# expect: backward.dh wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dh gradient-for-weights
import numpy as np


def forward(x, params):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    h = W1 @ x + b1
    return {"h": h, "y_hat": W2 @ h + b2}


def loss(y_hat, y):
    return np.average((y_hat - y) ** 2)


def backward(x, y, params, cache):
    W2 = params["W2"]
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    dW2 = dy_hat @ cache["h"].T
    db2 = np.sum(dy_hat)
    dh = np.outer(dW2, dy_hat)
    dW1 = dh @ x.T
    db1 = np.sum(dh, axis=1, keepdims=True)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        params = {name: value - lr * g["d" + name] for name, value in params.items()}
    return params, losses
