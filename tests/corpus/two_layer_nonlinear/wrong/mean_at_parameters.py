# autograder: problem = two_layer_nonlinear
# mistake: another convention: dy_hat and dz1 without 1/m, which stands at the weights and biases only
# name: mean-only-at-parameters
# expect: backward.dy_hat wrong
# expect: backward.da1 follows
# expect: backward.dz1 follows
# named: backward.dy_hat mean-only-at-parameters
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    cache = {}
    cache["z1"] = params["W1"].dot(x) + params["b1"]
    cache["a1"] = sigmoid(cache["z1"])
    cache["y_hat"] = params["W2"].dot(cache["a1"]) + params["b2"]
    return cache

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    m = y.shape[1]
    a1 = cache["a1"]
    delta = 2 * (cache["y_hat"] - y)
    da1 = params["W2"].T @ delta
    dz1 = da1 * a1 * (1 - a1)
    average = lambda d, inputs: d @ inputs.T / m
    ones = np.ones((1, m))
    return {"dy_hat": delta, "da1": da1, "dz1": dz1, "dW2": average(delta, a1), "dW1": average(dz1, x),
            "db2": average(delta, ones), "db1": average(dz1, ones)}

def train(x, y, params, lr, steps):
    params = params.copy()
    costs = []
    while len(costs) < steps:
        cache = forward(x, params)
        costs.append(float(loss(cache["y_hat"], y)))
        g = backward(x, y, params, cache)
        params["W1"] = params["W1"] - lr * g["dW1"]
        params["b1"] = params["b1"] - lr * g["db1"]
        params["W2"] = params["W2"] - lr * g["dW2"]
        params["b2"] = params["b2"] - lr * g["db2"]
    return params, costs
