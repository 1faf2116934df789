# autograder: problem = multivariate_regression
# mistake: the bias is a constant, its derivative is taken to be zero
# name: bias-gradient-zero
# expect: backward.db wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db bias-gradient-zero
import numpy as np

def forward(x, params):
    return {"y_hat": np.dot(params["w"], x) + params["b"]}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    grads = dict.fromkeys(("dy_hat", "dw", "db"), 0)
    grads["dy_hat"] = 2 * (cache["y_hat"] - y) / y.shape[1]
    for i, d in enumerate(grads["dy_hat"][0]):
        grads["dw"] = grads["dw"] + d * x[:, i:i + 1].T
    return grads

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
