# autograder: problem = two_layer_perceptron
# mistake: the output needs no slope, and so the hidden layer gets none either
# name: sigmoid-slope-missing
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz1 sigmoid-slope-missing
import numpy as np

def sigmoid(x):
    return 1/(1+np.exp(-x))

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    z2 = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}

def loss(y_hat, y):
    return -np.mean(y*np.log(y_hat) + (1-y)*np.log(1-y_hat))

def backward(x, y, params, cache):
    m = x.shape[1]
    g = {}
    g["dz2"] = (cache["y_hat"] - y) / m
    g["dW2"] = np.dot(g["dz2"], cache["a1"].T)
    g["db2"] = np.sum(g["dz2"])
    g["da1"] = np.dot(params["W2"].T, g["dz2"])
    g["dz1"] = g["da1"]
    g["dW1"] = np.dot(g["dz1"], x.T)
    g["db1"] = np.sum(g["dz1"], axis=1).reshape(-1, 1)
    return g

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr*grads["d"+k] for k in params}
    return params, losses
