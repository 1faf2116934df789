# autograder: problem = multivariate_regression
# style: normal-equation matrices
import numpy as np

def forward(x, params):
    return {"y_hat": np.tensordot(params["w"], x, axes=1) + params["b"]}

def loss(y_hat, y):
    return float(np.linalg.norm(y_hat - y) ** 2 / y.shape[1])

def backward(x, y, params, cache):
    X1 = np.vstack([x, np.ones(x.shape[1])])
    A, c = X1 @ X1.T, X1 @ y.T
    theta = np.append(params["w"], params["b"])[:, None]
    g = 2 / x.shape[1] * (A @ theta - c)
    return {"dy_hat": 2 / x.shape[1] * (cache["y_hat"] - y), "dw": g[:-1].T, "db": g[-1, 0]}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
