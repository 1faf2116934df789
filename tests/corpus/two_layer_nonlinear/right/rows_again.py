# autograder: problem = two_layer_nonlinear
# style: transposes everywhere: rows are examples inside, forward called once more in backward
import numpy as np

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)

def forward(x, params):
    z1 = np.add(np.matmul(params["W1"], x), params["b1"])
    a1 = sigmoid(z1)
    return {"z1": z1, "a1": a1, "y_hat": np.add(np.matmul(params["W2"], a1), params["b2"])}

def loss(y_hat, y):
    return float(np.linalg.norm(y_hat - y) ** 2 / y.shape[1])

def backward(x, y, params, cache):
    cache = forward(x, params)
    X, Y, A = x.T, y.T, cache["a1"].T
    D2 = 2.0 * (cache["y_hat"].T - Y) / len(Y)
    DA = D2 @ params["W2"]
    D1 = DA * A * (1.0 - A)
    grads = {"dy_hat": D2, "dW2": A.T @ D2, "da1": DA, "dz1": D1, "dW1": X.T @ D1}
    grads = {k: v.T for k, v in grads.items()}
    return {**grads, "db2": D2.sum(), "db1": D1.sum(axis=0)[:, None]}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
