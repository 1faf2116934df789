# autograder: problem = multivariate_regression
# mistake: the contributions of the features are averaged where they should be added up
# name: mean-over-features
# expect: forward.y_hat wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.y_hat mean-over-features
import numpy as np

def forward(x, params):
    contributions = params["w"].T * x
    return {"y_hat": contributions.mean(axis=0, keepdims=True) + params["b"]}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    return {"dy_hat": dy_hat, "dw": np.dot(dy_hat, x.T), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
