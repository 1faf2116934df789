# autograder: problem = multivariate_regression
# mistake: the loop stops one example early, in the gradients of both parameters; train has its own right ones
# name: last-example-dropped
# expect: backward.dw wrong
# expect: backward.db wrong
# named: backward.dw last-example-dropped
import numpy as np

def forward(x, params):
    return {"y_hat": params["w"] @ x + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dw = np.zeros(params["w"].shape)
    db = 0.0
    i = 0
    while i < m - 1:
        dw += dy_hat[0, i] * x[:, i]
        db += dy_hat[0, i]
        i += 1
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    m = x.shape[1]
    losses = []
    for _ in range(steps):
        error = w @ x + b - y
        losses.append(np.sum(error ** 2) / m)
        w = w - lr * 2 / m * error @ x.T
        b = b - lr * 2 / m * error.sum()
    return {"w": w, "b": b}, losses
