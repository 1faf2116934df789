# autograder: problem = two_layer_nonlinear
# mistake: range(1, steps) takes one step too few
# name: one-step-short
# expect: train.params wrong
# expect: train.losses shape
# named: train.params one-step-short
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    hidden = np.matmul(W1, x) + b1
    active = sigmoid(hidden)
    return dict(z1=hidden, a1=active, y_hat=np.matmul(W2, active) + b2)

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

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
    names = list(params)
    values = [params[name] for name in names]
    losses = []
    for step in range(1, steps):
        now = dict(zip(names, values))
        cache = forward(x, now)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, now, cache)
        values = [v - lr * g["d" + name] for name, v in now.items()]
    return dict(zip(names, values)), losses
