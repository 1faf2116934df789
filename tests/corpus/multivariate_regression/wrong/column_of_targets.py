# autograder: problem = multivariate_regression
# mistake: the loss makes a column of y
# name: transposed-targets
# expect: loss wrong
# expect: train.losses follows
# named: loss transposed-targets
import numpy as np

def forward(x, params):
    return {"y_hat": np.tensordot(params["w"], x, axes=1) + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y.reshape(-1, 1)) ** 2)

def backward(x, y, params, cache):
    residual = (cache["y_hat"] - y)[0]
    m = len(residual)
    dw = np.array([[2 / m * sum(r * v for r, v in zip(residual, row)) for row in x]])
    return {"dy_hat": 2 / m * residual[None, :], "dw": dw, "db": 2 * residual.mean()}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
