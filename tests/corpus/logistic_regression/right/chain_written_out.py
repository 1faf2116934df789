# autograder: problem = logistic_regression
# style: both links of the chain written out, dA times A(1-A), with np.multiply and np.divide
import numpy as np

def sigmoid(Z):
    A = 1 / (1 + np.exp(-Z))
    return A

def forward(x, params):
    w = params["w"]
    b = params["b"]
    Z = np.dot(w, x) + b
    A = sigmoid(Z)
    assert A.shape == (1, x.shape[1])
    return {"z": Z, "y_hat": A}

def loss(A, Y):
    m = Y.shape[1]
    logprobs = np.multiply(np.log(A), Y) + np.multiply(np.log(1 - A), 1 - Y)
    cost = -1 / m * np.sum(logprobs)
    return np.squeeze(cost)

def backward(x, y, params, cache):
    m = x.shape[1]
    A = cache["y_hat"]
    dA = -(np.divide(y, A) - np.divide(1 - y, 1 - A)) / m
    dZ = dA * A * (1 - A)
    dw = np.dot(dZ, x.T)
    db = np.sum(dZ, axis=1, keepdims=True)
    return {"dA": dA, "dz": dZ, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    losses = []
    for i in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"].item()}
    return params, losses
