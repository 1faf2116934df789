# autograder: problem = two_layer_perceptron
# mistake: the output's bias is subtracted
# name: bias-subtracted
# expect: forward.z2 wrong
# expect: forward.y_hat follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.z2 bias-subtracted
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    k, m = params["b1"].shape[0], x.shape[1]
    cache = {"z1": np.zeros((k, m)), "a1": np.zeros((k, m)), "z2": np.zeros((1, m)), "y_hat": np.zeros((1, m))}
    for i in range(m):
        z1 = params["W1"] @ x[:, [i]] + params["b1"]
        z2 = params["W2"] @ sigmoid(z1) - params["b2"]
        for name, value in (("z1", z1), ("a1", sigmoid(z1)), ("z2", z2), ("y_hat", sigmoid(z2))):
            cache[name][:, [i]] = value
    return cache

def loss(y_hat, y):
    cost = 0.0
    for p, t in zip(y_hat[0], y[0]):
        cost -= np.log(p) if t == 1 else np.log(1 - p)
    return cost / y.size

def backward(x, y, params, cache):
    m = x.shape[1]
    a1 = cache["a1"]
    dz2 = (cache["y_hat"] - y) / m
    dW2 = np.dot(dz2, a1.T)
    db2 = np.sum(dz2)
    da1 = np.dot(params["W2"].T, dz2)
    dz1 = da1 * a1 * (1 - a1)
    dW1 = np.dot(dz1, x.T)
    db1 = np.sum(dz1, axis=1, keepdims=True)
    return {"dz2": dz2, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}

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
