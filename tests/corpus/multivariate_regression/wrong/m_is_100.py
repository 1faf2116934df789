# autograder: problem = multivariate_regression
# mistake: the number of examples of the lecture's data set is written into backward
# name: examples-hard-coded
# expect: backward.dy_hat wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dy_hat examples-hard-coded
import numpy as np

m = 100

def forward(x, params):
    return {"y_hat": np.dot(params["w"], x) + params["b"]}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    dy_hat = 1 / m * 2 * (cache["y_hat"] - y)
    dw = dy_hat.dot(x.T)
    db = dy_hat.sum()
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
