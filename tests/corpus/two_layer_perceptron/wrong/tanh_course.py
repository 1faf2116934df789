# autograder: problem = two_layer_perceptron
# mistake: the slope of tanh and the summed loss, both of another course
# name: tanh-slope
# expect: loss wrong
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: loss sum-for-mean
# named: backward.dz1 tanh-slope
import numpy as np

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)

def forward(x, params):
    cache, flow = {}, x
    for layer in "12":
        cache["z" + layer] = params["W" + layer] @ flow + params["b" + layer]
        flow = cache["a" + layer] = sigmoid(cache["z" + layer])
    cache["y_hat"] = flow
    return cache

def loss(y_hat, y):
    return -(np.dot(y, np.log(y_hat).T) + np.dot(1 - y, np.log(1 - y_hat).T)).item()

def backward(x, y, params, cache):
    A1, A2 = cache["a1"], cache["y_hat"]
    m = x.shape[1]
    dZ2 = (A2 - y) * (1 / m)
    dA1 = np.dot(params["W2"].T, dZ2)
    dZ1 = dA1 * (1 - np.power(A1, 2))
    return {"dz2": dZ2, "dW2": np.dot(dZ2, A1.T), "db2": np.sum(dZ2), "da1": dA1, "dz1": dZ1,
            "dW1": np.dot(dZ1, x.T), "db1": np.sum(dZ1, axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
