# autograder: problem = logistic_regression
# style: log of the odds: loss by logaddexp, loss takes y_hat apart
import numpy as np

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)

def forward(x, params):
    z = params["w"] @ x
    z += params["b"]
    return {"z": z, "y_hat": sigmoid(z)}

def loss(y_hat, y):
    z = np.log(y_hat) - np.log1p(-y_hat)
    return float(np.mean(np.logaddexp(0, z) - y * z))

def backward(x, y, params, cache):
    dz = (cache["y_hat"] - y) / np.prod(y.shape)
    return {"dz": dz, "dw": (x @ dz.T).T, "db": dz.sum().item()}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
