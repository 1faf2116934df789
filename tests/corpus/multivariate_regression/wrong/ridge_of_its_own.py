# autograder: problem = multivariate_regression
# mistake: an L2 term with a strength of its own
# name: penalty-not-in-loss
# expect: backward.dw wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dw penalty-not-in-loss
import numpy as np

def forward(x, params):
    return {"y_hat": np.tensordot(params["w"], x, axes=1) + params["b"]}

def loss(y_hat, y):
    return float(np.linalg.norm(y_hat - y) ** 2 / y.shape[1])

def backward(x, y, params, cache, lam=0.7):
    m = x.shape[1]
    d = 2 / m * (cache["y_hat"] - y)
    return {"dy_hat": d, "dw": d @ x.T + lam / m * params["w"], "db": float(d @ np.ones((m, 1)))} if False else {
        "dy_hat": d, "dw": d @ x.T + lam / m * params["w"], "db": d.sum()}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
