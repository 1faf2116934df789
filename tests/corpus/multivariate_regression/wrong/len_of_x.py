# autograder: problem = multivariate_regression
# mistake: len(x) is taken for the number of examples
# name: features-for-examples
# expect: backward.dy_hat wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dy_hat features-for-examples
import numpy as np

def forward(x, params):
    weights, bias = params["w"], params["b"]
    return {"y_hat": np.einsum("on,nm->om", weights, x) + bias}

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

def backward(x, y, params, cache):
    m = len(x)
    dy_hat = np.multiply(2 / m, cache["y_hat"] - y)
    return {"dy_hat": dy_hat, "dw": np.einsum("om,nm->on", dy_hat, x), "db": np.einsum("om->", dy_hat)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
