# autograder: problem = multivariate_regression
# mistake: dy_hat is a mean already, and dw and db take the mean over the examples again
# name: mean-twice
# expect: backward.dw wrong
# expect: backward.db wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dw mean-twice
import numpy as np

def forward(x, params):
    return {"y_hat": np.dot(params["w"], x) + params["b"]}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.size
    dw = np.mean(dy_hat * x, axis=1)[None, :]
    db = np.mean(dy_hat)
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
