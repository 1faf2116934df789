# autograder: problem = two_layer_perceptron
# mistake: the course's program had tanh in the hidden layer, and its slope 1 - a^2 is kept
# name: tanh-slope
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz1 tanh-slope
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    cache, signal = {}, x
    for layer, name in (("1", "a1"), ("2", "y_hat")):
        cache["z" + layer] = params["W" + layer] @ signal + params["b" + layer]
        cache[name] = signal = sigmoid(cache["z" + layer])
    return cache

def loss(y_hat, y):
    m = y.shape[1]
    return -1 / m * np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

def backward(x, y, params, cache):
    m = y.shape[1]
    A1, A2 = cache["a1"], cache["y_hat"]
    dZ2 = (A2 - y) / m
    dA1 = np.dot(params["W2"].T, dZ2)
    dZ1 = dA1 * (1 - np.power(A1, 2))
    return {"dz2": dZ2, "dW2": np.dot(dZ2, A1.T), "db2": np.sum(dZ2), "da1": dA1, "dz1": dZ1,
            "dW1": np.dot(dZ1, x.T), "db1": np.sum(dZ1, axis=1, keepdims=True)}

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
