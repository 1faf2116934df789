# autograder: problem = two_layer_nonlinear
# mistake: the hidden values are multiplied into da1
# name: hidden-factor-extra
# expect: backward.da1 wrong
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.da1 hidden-factor-extra
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    y_hat = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    a1 = cache["a1"]
    dy_hat = (cache["y_hat"] - y) / x.shape[1]
    dy_hat = dy_hat + dy_hat
    da1 = np.matmul(params["W2"].T, dy_hat)
    da1 *= a1
    dz1 = da1 * a1 * (1.0 - a1)
    return {"dy_hat": dy_hat, "dW2": np.matmul(dy_hat, a1.T), "db2": dy_hat.sum(), "da1": da1, "dz1": dz1,
            "dW1": np.matmul(dz1, x.T), "db1": dz1.sum(axis=1)[:, np.newaxis]}

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
