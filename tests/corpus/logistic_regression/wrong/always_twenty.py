# autograder: problem = logistic_regression
# mistake: 20 examples, whatever comes
# name: examples-hard-coded
# expect: backward.dz wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz examples-hard-coded
import numpy as np

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)

def forward(x, params):
    z = params["w"] @ x
    z += params["b"]
    return {"z": z, "y_hat": sigmoid(z)}

def loss(y_hat, y):
    right = np.where(y > 0.5, y_hat, 1 - y_hat)
    return -np.log(right).mean()

def backward(x, y, params, cache):
    M = 20
    dz = (cache["y_hat"] - y) / M
    return {"dz": dz, "dw": dz @ x.T, "db": np.sum(dz)}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
