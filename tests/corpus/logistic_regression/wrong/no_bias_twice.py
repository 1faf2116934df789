# autograder: problem = logistic_regression
# mistake: forward without the bias, db as the sum of dw
# name: bias-left-out
# expect: forward.z wrong
# expect: forward.y_hat follows
# expect: backward.db wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.z bias-left-out
# named: backward.db input-factor-in-bias
import numpy as np

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)

def forward(x, params):
    z = np.zeros((1, x.shape[1]))
    for j in range(x.shape[0]):
        z = z + params["w"][0, j] * x[j]
    return {"z": z, "y_hat": sigmoid(z)}

def loss(y_hat, y):
    right = np.where(y > 0.5, y_hat, 1 - y_hat)
    return -np.log(right).mean()

def backward(x, y, params, cache):
    dz = (cache["y_hat"] - y) / x.shape[1]
    dw = dz @ x.T
    return {"dz": dz, "dw": dw, "db": dw.sum()}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
