# autograder: problem = multivariate_regression
# mistake: the gradient of a penalty that the loss does not have
# name: penalty-not-in-loss
# expect: backward.dw wrong
# expect: train.* follows
# named: backward.dw penalty-not-in-loss
import numpy as np

LAMBDA = 0.1

def forward(x, params):
    return {"y_hat": np.dot(params["w"], x) + params["b"]}

def loss(y_hat, y):
    return np.mean(np.square(y_hat - y))

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = (2 / m) * (cache["y_hat"] - y)
    dw = np.dot(dy_hat, x.T) + LAMBDA * params["w"]
    return {"dy_hat": dy_hat, "dw": dw, "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    losses = []
    p = params
    for _ in range(steps):
        cache = forward(x, p)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, p, cache)
        p = {"w": p["w"] - lr * g["dw"], "b": p["b"] - lr * g["db"]}
    return p, losses
