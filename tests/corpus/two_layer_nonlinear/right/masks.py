# autograder: problem = two_layer_nonlinear
# style: a sigmoid that fills an empty array through boolean masks; everything else in one line each
import numpy as np


def sigmoid(z):
    out = np.empty_like(z, dtype=np.float64)
    positive = z > 0
    out[positive] = 1.0 / (1.0 + np.exp(-z[positive]))
    ez = np.exp(z[~positive])
    out[~positive] = ez / (1.0 + ez)
    return out


def forward(x, params):
    return (lambda z1: (lambda a1: {"z1": z1, "a1": a1, "y_hat": params["W2"] @ a1 + params["b2"]})(sigmoid(z1)))(
        params["W1"] @ x + params["b1"]
    )


def loss(y_hat, y):
    return float(np.mean((y_hat - y) ** 2))


def backward(x, y, p, c):
    g = {"dy_hat": (c["y_hat"] - y) * 2 / x.shape[1]}
    g["dW2"], g["db2"], g["da1"] = g["dy_hat"] @ c["a1"].T, g["dy_hat"].sum(), p["W2"].T @ g["dy_hat"]
    g["dz1"] = g["da1"] * (c["a1"] - c["a1"] ** 2)
    g["dW1"], g["db1"] = g["dz1"] @ x.T, g["dz1"].sum(axis=1, keepdims=True)
    return g


def train(x, y, p, lr, steps):
    losses = []
    for _ in range(steps):
        c = forward(x, p)
        losses.append(loss(c["y_hat"], y))
        g = backward(x, y, p, c)
        p = {k: v - lr * g["d" + k] for k, v in p.items()}
    return p, losses
