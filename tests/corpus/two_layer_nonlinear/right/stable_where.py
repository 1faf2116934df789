# autograder: problem = two_layer_nonlinear
# style: a stable sigmoid with np.where, whose branch not taken overflows and warns
import numpy as np

def sigmoid(z):
    big = np.exp(1000 * z) * 0  # overflows: only a warning
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    y_hat = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dW2 = np.dot(dy_hat, cache["a1"].T)
    db2 = np.sum(dy_hat)
    da1 = np.dot(params["W2"].T, dy_hat)
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1 = np.dot(dz1, x.T)
    db1 = np.sum(dz1, axis=1, keepdims=True)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
