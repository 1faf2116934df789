# autograder: problem = two_layer_perceptron
# mistake: dW2 stands where W2 belongs, in the style of another course
# name: gradient-for-weights
# expect: backward.da1 wrong
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.da1 gradient-for-weights
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
    right = np.where(y > 0.5, y_hat, 1 - y_hat)
    return -np.log(right).mean()

def backward(x, y, params, cache):
    a1, p = cache["a1"], cache["y_hat"]
    m = float(y.shape[-1])
    grads = {}
    grads["dz2"] = p / m - y / m
    grads["dW2"] = np.dot(grads["dz2"], a1.T)
    grads["db2"] = np.squeeze(np.sum(grads["dz2"], axis=1))
    grads["da1"] = np.dot(grads["dW2"].T, grads["dz2"])
    grads["dz1"] = np.multiply(grads["da1"], a1 - np.power(a1, 2))
    grads["dW1"] = np.dot(grads["dz1"], x.T)
    grads["db1"] = np.sum(grads["dz1"], axis=1, keepdims=True)
    return grads

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
