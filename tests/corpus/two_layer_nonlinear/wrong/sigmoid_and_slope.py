# autograder: problem = two_layer_nonlinear
# mistake: two mistakes: exp(+z) in the sigmoid entry by entry, and no slope in backward
# name: exponent-sign
# expect: sigmoid wrong
# expect: forward.a1 follows
# expect: forward.y_hat follows
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: sigmoid exponent-sign
# named: backward.dz1 sigmoid-slope-missing
import numpy as np

import math
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    flat = [1 / (1 + math.exp(v)) for v in z.flat]
    return np.array(flat).reshape(z.shape)

def forward(x, params):
    z1 = np.add(np.matmul(params["W1"], x), params["b1"])
    a1 = sigmoid(z1)
    return {"z1": z1, "a1": a1, "y_hat": np.add(np.matmul(params["W2"], a1), params["b2"])}

def loss(y_hat, y):
    return float(np.linalg.norm(y_hat - y) ** 2 / y.shape[1])

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    da1 = params["W2"].T @ dy_hat
    return {"dy_hat": dy_hat, "dW2": dy_hat @ cache["a1"].T, "db2": dy_hat.sum(), "da1": da1, "dz1": da1,
            "dW1": da1 @ x.T, "db1": da1.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
