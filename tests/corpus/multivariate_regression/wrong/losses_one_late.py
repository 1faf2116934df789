# autograder: problem = multivariate_regression
# mistake: a helper makes the step and gives the loss after it
# name: loss-after-step
# expect: train.losses wrong
# named: train.losses loss-after-step
import numpy as np

def forward(x, params):
    weights, bias = params["w"], params["b"]
    return {"y_hat": np.einsum("on,nm->om", weights, x) + bias}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    return {"dy_hat": dy_hat, "dw": np.dot(dy_hat, x.T), "db": np.sum(dy_hat)}

def one_step(x, y, params, lr):
    grads = backward(x, y, params, forward(x, params))
    params = {name: value - lr * grads[f"d{name}"] for name, value in params.items()}
    return params, loss(forward(x, params)["y_hat"], y)

def train(x, y, params, lr, steps):
    losses = [0.0] * steps
    for i in range(steps):
        params, losses[i] = one_step(x, y, params, lr)
    return params, losses
