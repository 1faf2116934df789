# autograder: problem = two_layer_nonlinear
# mistake: each loss is taken when the parameters have moved
# name: loss-after-step
# expect: train.losses wrong
# named: train.losses loss-after-step
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    cache = {}
    cache["z1"] = params["W1"].dot(x) + params["b1"]
    cache["a1"] = sigmoid(cache["z1"])
    cache["y_hat"] = params["W2"].dot(cache["a1"]) + params["b2"]
    return cache

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

def sigmoid_slope(a):
    return a - a ** 2

def backward(x, y, params, cache):
    g = {}
    g["dy_hat"] = 2 * (cache["y_hat"] - y) / y.shape[1]
    g["dW2"] = g["dy_hat"].dot(cache["a1"].T)
    g["db2"] = g["dy_hat"].sum()
    g["da1"] = params["W2"].T.dot(g["dy_hat"])
    g["dz1"] = g["da1"] * sigmoid_slope(cache["a1"])
    g["dW1"] = g["dz1"].dot(x.T)
    g["db1"] = g["dz1"].sum(axis=1).reshape(-1, 1)
    return g

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        grads = backward(x, y, params, forward(x, params))
        params = {name: value - lr * grads["d" + name] for name, value in params.items()}
        losses.append(loss(forward(x, params)["y_hat"], y))
    return params, losses
