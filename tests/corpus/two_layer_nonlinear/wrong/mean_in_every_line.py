# autograder: problem = two_layer_nonlinear
# mistake: 1/m stands in dy_hat and again in every line of weights and biases
# name: mean-twice
# expect: backward.dW2 wrong
# expect: backward.db2 wrong
# expect: backward.dW1 wrong
# expect: backward.db1 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dW1 mean-twice
# named: backward.db2 mean-twice
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    y_hat = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    m = x.shape[1]
    A1 = cache["a1"]
    dZ2 = (2. / m) * (cache["y_hat"] - y)
    dW2 = (1. / m) * np.dot(dZ2, A1.T)
    db2 = (1. / m) * np.sum(dZ2)
    dA1 = np.dot(params["W2"].T, dZ2)
    dZ1 = dA1 * A1 * (1 - A1)
    dW1 = (1. / m) * np.dot(dZ1, x.T)
    db1 = (1. / m) * np.sum(dZ1, axis=1, keepdims=True)
    return {"dy_hat": dZ2, "dW2": dW2, "db2": db2, "da1": dA1, "dz1": dZ1, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
