# autograder: problem = two_layer_nonlinear
# mistake: the derivative of the sigmoid is a function of z and is handed a1
# name: slope-at-activation
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz1 slope-at-activation
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def d_sigmoid(z):
    return sigmoid(z) * sigmoid(-z)

def forward(x, params):
    cache = {}
    cache["z1"] = params["W1"].dot(x) + params["b1"]
    cache["a1"] = sigmoid(cache["z1"])
    cache["y_hat"] = params["W2"].dot(cache["a1"]) + params["b2"]
    return cache

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    m = y.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    da1 = np.einsum("ok,om->km", params["W2"], dy_hat)
    dz1 = np.multiply(da1, d_sigmoid(cache["a1"]))
    return {
        "dy_hat": dy_hat,
        "da1": da1,
        "dz1": dz1,
        "dW1": np.einsum("km,nm->kn", dz1, x),
        "db1": np.einsum("km->k", dz1).reshape(-1, 1),
        "dW2": np.einsum("om,km->ok", dy_hat, cache["a1"]),
        "db2": np.einsum("om->", dy_hat),
    }

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
