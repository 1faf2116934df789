# autograder: problem = multivariate_regression
# mistake: another convention: the 1/m stands at the weights only; dw and db are right whatever stands upstream
# name: mean-only-at-parameters
# expect: backward.dy_hat wrong
# named: backward.dy_hat mean-only-at-parameters
import numpy as np

def forward(x, params):
    A = np.dot(params["w"], x) + params["b"]
    return {"y_hat": A}

def loss(y_hat, y):
    m = y.shape[1]
    cost = 1 / m * np.sum(np.power(y_hat - y, 2))
    return np.squeeze(cost)

def backward(x, y, params, cache):
    m = x.shape[1]
    A = cache["y_hat"]
    dZ = 2 * (A - y)
    dw = 1 / m * np.dot(dZ, x.T)
    db = 1 / m * np.sum(dZ)
    return {"dy_hat": dZ, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    costs = []
    for i in range(steps):
        cache = forward(x, {"w": w, "b": b})
        costs.append(loss(cache["y_hat"], y))
        grads = backward(x, y, {"w": w, "b": b}, cache)
        w = w - lr * grads["dw"]
        b = b - lr * grads["db"]
    return {"w": w, "b": b}, costs
