# autograder: problem = two_layer_nonlinear
# style: np.add/np.matmul, slope as 1/4 - (a - 1/2)^2
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
    m = y.shape[1]
    a1 = cache["a1"]
    g = {"dy_hat": np.subtract(cache["y_hat"], y) * 2.0 / m}
    g["dW2"], g["db2"] = np.inner(g["dy_hat"], a1), float(g["dy_hat"].sum())
    g["da1"] = params["W2"].T * g["dy_hat"]
    g["dz1"] = g["da1"] * (0.25 - (a1 - 0.5) ** 2)
    g["dW1"], g["db1"] = np.inner(g["dz1"], x), g["dz1"] @ np.ones((m, 1))
    return g

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
