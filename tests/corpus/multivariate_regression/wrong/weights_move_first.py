# autograder: problem = multivariate_regression
# mistake: the gradient of b is taken with the weights of the next step
# name: not-simultaneous
# expect: train.params wrong
# expect: train.losses follows
# named: train.params not-simultaneous
import numpy as np

def forward(x, params):
    return {"y_hat": np.dot(params["w"], x) + params["b"]}

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

def backward(x, y, params, cache):
    residual = cache["y_hat"] - y
    dy_hat = 2 * residual / residual.size
    dw = np.sum(dy_hat * x, axis=1).reshape(1, -1)
    return {"dy_hat": dy_hat, "dw": dw, "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    params = dict(params)
    losses = []
    for _ in range(steps):
        losses.append(loss(forward(x, params)["y_hat"], y))
        for name in ("w", "b"):
            grads = backward(x, y, params, forward(x, params))
            params[name] = params[name] - lr * grads["d" + name]
    return params, losses
