# autograder: problem = multivariate_regression
# mistake: the root of the mean is reported
# name: root-of-mean
# expect: loss wrong
# expect: train.losses follows
# named: loss root-of-mean
import numpy as np

def forward(x, params):
    weights, bias = params["w"], params["b"]
    return {"y_hat": np.einsum("on,nm->om", weights, x) + bias}

def mean(values):
    return sum(values) / len(values)

def loss(y_hat, y):
    return mean([(p - t) ** 2 for p, t in zip(y_hat[0], y[0])]) ** 0.5

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
