# autograder: problem = two_layer_nonlinear
# mistake: a relu in the hidden layer, as in most networks of today
# name: relu-for-sigmoid
# expect: forward.a1 wrong
# expect: forward.y_hat follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.a1 relu-for-sigmoid
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    k, m = params["W1"].shape[0], x.shape[1]
    z1, a1 = np.zeros((k, m)), np.zeros((k, m))
    for i in range(m):
        z1[:, i:i + 1] = params["W1"] @ x[:, i:i + 1] + params["b1"]
        for unit in range(k):
            a1[unit, i] = z1[unit, i] if z1[unit, i] > 0 else 0
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
