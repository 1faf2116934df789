# autograder: problem = multivariate_regression
# mistake: the targets are handled as a column, and every prediction is compared with every target
# name: transposed-targets
# expect: loss wrong
# expect: train.losses follows
# named: loss transposed-targets
import numpy as np

def forward(x, params):
    return {"y_hat": np.dot(params["w"], x) + params["b"]}

def loss(y_hat, y):
    column = y[0][:, np.newaxis]
    return np.mean([(p - column) ** 2 for p in y_hat[0]])

def backward(x, y, params, cache):
    residual = cache["y_hat"] - y
    dy_hat = 2 * residual / residual.size
    dw = np.sum(dy_hat * x, axis=1).reshape(1, -1)
    return {"dy_hat": dy_hat, "dw": dw, "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
