# autograder: problem = multivariate_regression
# style: train inlines everything with a design matrix; rows are examples inside, results are transposed views
import numpy as np


def forward(x, params):
    theta = np.append(params["w"], params["b"]).reshape(-1, 1)
    design = np.hstack([x.T, np.ones((x.shape[1], 1))])
    return {"y_hat": (design @ theta).T}


def loss(y_hat, y):
    return np.mean(np.power(y_hat.T - y.T, 2))


def backward(x, y, params, cache):
    errors = cache["y_hat"].T - y.T
    per_example = 2 / len(errors) * errors
    return {"dy_hat": per_example.T, "dw": (x @ per_example).T, "db": per_example.sum(axis=0)}


def train(x, y, params, lr, steps):
    design = np.hstack([x.T, np.ones((x.shape[1], 1))])
    theta = np.append(params["w"], params["b"])
    target = y[0]
    losses = []
    for _ in range(steps):
        errors = design @ theta - target
        losses.append(errors @ errors / target.size)
        theta = theta - lr * 2 / target.size * (design.T @ errors)
    return {"w": theta[None, :-1], "b": theta[-1]}, losses
