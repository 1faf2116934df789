# autograder: problem = multivariate_regression
# mistake: a forgotten += in the loop over the columns: only the last example is in the gradients
# name: last-example-only
# expect: backward.dw wrong
# expect: backward.db wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dw last-example-only
import numpy as np

def forward(x, params):
    weights, bias = params["w"], params["b"]
    return {"y_hat": np.einsum("on,nm->om", weights, x) + bias}

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def one_example(column, error, m):
    d = 2 * error / m
    return d, d * column.reshape(1, -1)

def backward(x, y, params, cache):
    m = x.shape[1]
    errors = (cache["y_hat"] - y)[0]
    dy_hat = 2 * errors[None, :] / m
    for i in range(m):
        db, dw = one_example(x[:, i], errors[i], m)
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
