# autograder: problem = logistic_regression
# mistake: logarithms to base two
# name: logarithm-base
# expect: loss wrong
# expect: train.losses follows
# named: loss logarithm-base
import math
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    z = np.dot(params["w"], x) + params["b"]
    return {"z": z, "y_hat": sigmoid(z)}

def loss(y_hat, y):
    bits = [-math.log2(p if t else 1 - p) for p, t in zip(y_hat[0], y[0])]
    return sum(bits) / len(bits)

def backward(x, y, params, cache):
    m = x.shape[1]
    dz = (cache["y_hat"] - y) / m
    return {"dz": dz, "dw": np.dot(dz, x.T), "db": np.sum(dz)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
