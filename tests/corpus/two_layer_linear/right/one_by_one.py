# autograder: problem = two_layer_linear
# style: (1, 1) arrays for the loss, db2 and b2; losses as an array of shape (steps, 1, 1)
import numpy as np

def forward(x, params):
    W1 = params["W1"]
    b1 = params["b1"]
    W2 = params["W2"]
    b2 = params["b2"]
    h = np.dot(W1, x) + b1
    y_hat = np.dot(W2, h) + b2
    cache = {"h": h, "y_hat": y_hat}
    return cache

def loss(y_hat, y):
    m = y.shape[1]
    cost = (1 / m) * np.dot((y_hat - y), (y_hat - y).T)
    return cost

def backward(x, y, params, cache):
    m = x.shape[1]
    W2 = params["W2"]
    h = cache["h"]
    y_hat = cache["y_hat"]
    dy_hat = (2 / m) * (y_hat - y)
    dW2 = np.dot(dy_hat, h.T)
    db2 = np.sum(dy_hat, axis=1, keepdims=True)
    dh = np.dot(W2.T, dy_hat)
    dW1 = np.dot(dh, x.T)
    db1 = np.sum(dh, axis=1, keepdims=True)
    grads = {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}
    return grads

def train(x, y, params, lr, steps):
    W1 = params["W1"]; b1 = params["b1"]
    W2 = params["W2"]; b2 = params["b2"]
    costs = []
    for i in range(steps):
        now = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        cache = forward(x, now)
        costs.append(loss(cache["y_hat"], y))
        grads = backward(x, y, now, cache)
        W1 = W1 - lr * grads["dW1"]
        b1 = b1 - lr * grads["db1"]
        W2 = W2 - lr * grads["dW2"]
        b2 = b2 - lr * grads["db2"]
    params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    return params, np.array(costs)
