# autograder: problem = logistic_regression
# mistake: the labels as a column: an (m, m) array appears in the loss
# name: transposed-targets
# expect: loss wrong
# expect: train.losses follows
# named: loss transposed-targets
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    z = np.dot(params["w"], x) + params["b"]
    return {"z": z, "y_hat": sigmoid(z)}

def loss(y_hat, y):
    t = y.reshape((-1, 1))
    terms = np.log(y_hat) * t + np.log1p(-y_hat) * (1 - t)
    return -terms.mean()

def backward(x, y, params, cache):
    n, m = x.shape
    grads = {"dz": np.zeros((1, m)), "dw": np.zeros((1, n)), "db": 0.0}
    for i in range(m):
        d = (cache["y_hat"][0, i] - y[0, i]) / m
        grads["dz"][0, i] = d
        grads["dw"] += d * x[:, i]
        grads["db"] += d
    return grads

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
