# autograder: problem = multivariate_regression
# mistake: the local derivative of the sum by b is 1, and that is taken for db
# name: bias-gradient-constant
# expect: backward.db wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db bias-gradient-constant
import numpy as np

def forward(x, params):
    weights, bias = params["w"], params["b"]
    return {"y_hat": np.einsum("on,nm->om", weights, x) + bias}

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

class LinearLayer:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def gradients(self, upstream, x):
        return np.matmul(upstream, x.transpose()), 1.0

def backward(x, y, params, cache):
    dy_hat = (cache["y_hat"] - y) * (2 / x.shape[1])
    dw, db = LinearLayer(params["w"], params["b"]).gradients(dy_hat, x)
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
