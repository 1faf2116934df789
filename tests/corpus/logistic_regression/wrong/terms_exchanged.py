# autograder: problem = logistic_regression
# mistake: the label picks the wrong one of the two probabilities
# name: terms-swapped
# expect: loss wrong
# expect: train.losses follows
# named: loss terms-swapped
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    m = x.shape[1]
    z, a = np.zeros((1, m)), np.zeros((1, m))
    for i in range(m):
        z[0, i] = np.sum(params["w"][0] * x[:, i]) + params["b"]
        a[0, i] = sigmoid(z[0, i])
    return {"z": z, "y_hat": a}

def loss(y_hat, y):
    chosen = np.where(y > 0.5, 1 - y_hat, y_hat)
    return -np.mean(np.log(chosen))

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
