# autograder: problem = logistic_regression
# mistake: the sum of the logarithms without the minus in front
# name: sign-lost
# expect: loss wrong
# expect: train.losses follows
# named: loss sign-lost
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z = np.dot(params["w"], x) + params["b"]
    return {"z": z, "y_hat": sigmoid(z)}

def loss(y_hat, y):
    log_likelihood = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        log_likelihood += t * np.log(p) + (1 - t) * np.log(1 - p)
    return log_likelihood / y.shape[1]

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
