# autograder: problem = logistic_regression
# mistake: the gradient is summed over the examples and never divided
# name: missing-mean
# expect: backward.dz wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz missing-mean
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    z = np.dot(params["w"], x) + params["b"]
    return {"z": z, "y_hat": sigmoid(z)}

def loss(y_hat, y):
    cost = 0.0
    for p, t in zip(y_hat[0], y[0]):
        cost -= np.log(p) if t == 1 else np.log(1 - p)
    return cost / y.size

def backward(x, y, params, cache):
    dz = np.array([[p - t for p, t in zip(cache["y_hat"][0], y[0])]])
    dw = sum(d * x[:, [i]].T for i, d in enumerate(dz[0]))
    return {"dz": dz, "dw": dw, "db": sum(dz[0])}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
