# autograder: problem = two_layer_nonlinear
# style: rows are examples inside, everything is turned round at the door; non-contiguous results
import numpy as np


def sigmoid(z):
    return (1.0 / (1.0 + np.exp(-np.asfortranarray(z)))).astype(np.float64)


def _rows(x, params):
    X = x.T
    Z = X @ params["W1"].T + params["b1"].T
    A = sigmoid(Z)
    P = A @ params["W2"].T + params["b2"]
    return X, Z, A, P


def forward(x, params):
    _, Z, A, P = _rows(x, params)
    return {"z1": Z.T, "a1": A.T, "y_hat": P.T}


def loss(y_hat, y):
    return ((y_hat.T - y.T) ** 2).mean(axis=0)


def backward(x, y, params, cache):
    X, A = x.T, cache["a1"].T
    dP = 2 * (cache["y_hat"].T - y.T) / len(X)
    dA = dP @ params["W2"]
    dZ = dA * A * (1 - A)
    return {
        "dy_hat": dP.T,
        "dW2": (A.T @ dP).T,
        "db2": dP.sum(axis=0),
        "da1": dA.T,
        "dz1": dZ.T,
        "dW1": (X.T @ dZ).T,
        "db1": dZ.sum(axis=0, keepdims=True).T,
    }


def train(x, y, params, lr, steps):
    W1, b1, W2, b2 = params["W1"].T, params["b1"].T, params["W2"].T, params["b2"]
    losses = np.zeros((1, steps))
    for i in range(steps):
        A = sigmoid(x.T @ W1 + b1)
        error = A @ W2 + b2 - y.T
        losses[0, i] = np.mean(error**2)
        dP = 2 * error / len(error)
        dZ = dP @ W2.T * A * (1 - A)
        W1, b1 = W1 - lr * x @ dZ, b1 - lr * dZ.sum(axis=0)
        W2, b2 = W2 - lr * A.T @ dP, b2 - lr * dP.sum()
    return {"W1": W1.T, "b1": b1.T, "W2": W2.T, "b2": b2}, losses
