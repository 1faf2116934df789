# autograder: problem = multivariate_regression
# mistake: weights and inputs are multiplied entry by entry and never added up
# name: elementwise-for-matrix-product
# expect: forward.y_hat shape
# named: forward.y_hat elementwise-for-matrix-product
import numpy as np

def forward(x, params):
    n, m = x.shape
    y_hat = np.zeros((n, m))
    for i in range(m):
        y_hat[:, i] = params["w"][0] * x[:, i] + params["b"]
    return {"y_hat": y_hat}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    residual = cache["y_hat"] - y
    dy_hat = 2 * residual / residual.size
    dw = np.sum(dy_hat * x, axis=1).reshape(1, -1)
    return {"dy_hat": dy_hat, "dw": dw, "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        y_hat = w @ x + b
        losses.append(loss(y_hat, y))
        g = backward(x, y, {"w": w, "b": b}, {"y_hat": y_hat})
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return {"w": w, "b": b}, losses
