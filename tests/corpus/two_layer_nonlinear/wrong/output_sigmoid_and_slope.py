# autograder: problem = two_layer_nonlinear
# mistake: a sigmoid on the output, and its slope in backward: right for the own forward
# name: activation-on-output
# expect: forward.y_hat wrong
# expect: backward.dy_hat wrong
# expect: backward.dW2 follows
# expect: backward.db2 follows
# expect: backward.da1 follows
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.y_hat activation-on-output
# named: backward.dy_hat slope-of-linear-output
import numpy as np

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)

def forward(x, params):
    z1 = params["W1"] @ x + params["b1"]
    a1 = sigmoid(z1)
    z2 = params["W2"] @ a1 + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}

def loss(y_hat, y):
    return float(np.linalg.norm(y_hat - y) ** 2 / y.shape[1])

def backward(x, y, params, cache):
    p = cache["y_hat"]
    dy_hat = 2 * (p - y) / y.shape[1] * p * (1 - p)
    da1 = params["W2"].T @ dy_hat
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    return {"dy_hat": dy_hat, "dW2": dy_hat @ cache["a1"].T, "db2": dy_hat.sum(), "da1": da1, "dz1": dz1,
            "dW1": dz1 @ x.T, "db1": dz1.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
