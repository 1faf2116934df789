# autograder: problem = two_layer_perceptron
# mistake: another convention: dz2 without 1/m, and 1/m at every weight and bias
# name: mean-only-at-parameters
# expect: backward.dz2 wrong
# expect: backward.da1 follows
# expect: backward.dz1 follows
# named: backward.dz2 mean-only-at-parameters
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    z2 = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}

def loss(y_hat, y):
    chosen = np.where(y == 1, y_hat, 1 - y_hat)
    return -np.log(chosen).mean()

def backward(x, y, params, cache):
    m = x.shape[1]
    dz2 = cache["y_hat"] - y
    dW2 = 1 / m * np.dot(dz2, cache["a1"].T)
    db2 = 1 / m * np.sum(dz2)
    da1 = np.dot(params["W2"].T, dz2)
    dz1 = np.multiply(da1, cache["a1"] * (1 - cache["a1"]))
    dW1 = 1 / m * np.dot(dz1, x.T)
    db1 = 1 / m * np.sum(dz1, axis=1, keepdims=True)
    return {"dz2": dz2, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
