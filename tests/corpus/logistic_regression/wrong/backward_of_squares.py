# autograder: problem = logistic_regression
# mistake: backward derives the squared error behind the sigmoid
# name: gradient-of-squared-error
# expect: backward.dz wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz gradient-of-squared-error
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    m = x.shape[1]
    z, a = np.zeros((1, m)), np.zeros((1, m))
    for i in range(m):
        z[0, i] = np.sum(params["w"][0] * x[:, i]) + params["b"]
        a[0, i] = sigmoid(z[0, i])
    return {"z": z, "y_hat": a}

def loss(y_hat, y):
    chosen = np.where(y == 1, y_hat, 1 - y_hat)
    return -np.log(chosen).mean()

def backward(x, y, params, cache):
    a = cache["y_hat"]
    da = 2 / a.size * (a - y)
    dz = da * a - da * a * a
    dw = np.einsum("om,nm->on", dz, x)
    return dict(dz=dz, dw=dw, db=np.einsum("om->", dz))

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
