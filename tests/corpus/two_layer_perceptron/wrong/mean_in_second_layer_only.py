# autograder: problem = two_layer_perceptron
# mistake: dz2 has no 1/m; the second layer's gradients get it, the first layer's do not
# name: mean-only-at-parameters
# expect: backward.dz2 wrong
# expect: backward.da1 follows
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# unnamed: backward.dz2 mean-only-at-parameters, the declared edit has the mean in the first layer too
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
    m = y.shape[1]
    return -1 / m * np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

def backward(x, y, params, cache):
    m = x.shape[1]
    a1 = cache["a1"]
    dz2 = cache["y_hat"] - y
    dW2, db2 = dz2 @ a1.T / m, dz2.mean()
    da1 = params["W2"].T @ dz2
    dz1 = da1 * a1 * (1 - a1)
    return {"dz2": dz2, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dz1 @ x.T,
            "db1": dz1.sum(axis=1, keepdims=True)}

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
