# autograder: problem = two_layer_nonlinear
# mistake: a pair of parentheses is missing in the denominator of the sigmoid, which forward writes out rightly
# name: sigmoid-precedence
# expect: sigmoid wrong
# named: sigmoid sigmoid-precedence
import numpy as np

def sigmoid(z):
    e = np.exp(-z)
    return 1 / 1 + e

def forward(x, params):
    z1 = params["W1"] @ x + params["b1"]
    a1 = np.exp(z1) / (1 + np.exp(z1))
    return {"z1": z1, "a1": a1, "y_hat": params["W2"] @ a1 + params["b2"]}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    m = x.shape[1]
    a1 = cache["a1"]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    dW2 = np.dot(dy_hat, a1.T)
    db2 = np.sum(dy_hat)
    da1 = np.dot(params["W2"].T, dy_hat)
    dz1 = da1 * a1 * (1 - a1)
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
