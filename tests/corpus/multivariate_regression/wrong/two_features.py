# autograder: problem = multivariate_regression
# mistake: two features written out by hand; the rest follows the (n, m) of the arguments, so train raises
# name: features-hard-coded
# expect: forward.y_hat wrong
# expect: backward.dw shape
# expect: train.* follows
# named: forward.y_hat features-hard-coded
import numpy as np

def forward(x, params):
    w1, w2 = params["w"][0, 0], params["w"][0, 1]
    y_hat = w1 * x[0] + w2 * x[1] + params["b"]
    return {"y_hat": y_hat.reshape(1, -1)}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    dw1 = np.sum(dy_hat * x[0])
    dw2 = np.sum(dy_hat * x[1])
    return {"dy_hat": dy_hat, "dw": np.array([[dw1, dw2]]), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * g["dw"], "b": params["b"] - lr * g["db"]}
    return params, losses
