# autograder: problem = multivariate_regression
# mistake: db averages the upstream gradient, which holds 1/m already
# name: mean-in-bias
# expect: backward.db wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db mean-in-bias
import numpy as np

def forward(x, params):
    m = x.shape[1]
    y_hat = np.zeros((1, m))
    for i in range(m):
        y_hat[0, i] = params["w"][0].dot(x[:, i]) + params["b"]
    return {"y_hat": y_hat}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    dw = np.tensordot(dy_hat, x, axes=(1, 1))
    db = 1 / m * np.sum(dy_hat)
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
