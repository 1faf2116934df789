# autograder: problem = univariate_regression
# mistake: backward and train use the data of the notebook, not the arguments
# expect: backward.* wrong
# expect: backward.dy_hat shape
# expect: train.* follows
# expect: train.losses wrong
# unnamed: backward.dy_hat globals-for-arguments, the data of a notebook are unknown to the grader
import numpy as np

rng = np.random.default_rng(0)
X_TRAIN = rng.normal(size=(1, 40))
Y_TRAIN = 2 * X_TRAIN + 1 + 0.1 * rng.normal(size=(1, 40))

def random_search(x, y, candidates):
    J = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    best = int(np.argmin(J))
    return {"w": candidates[best][0], "b": candidates[best][1]}, J[best]

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    y_hat = params["w"] * X_TRAIN + params["b"]
    dy_hat = 2 * (y_hat - Y_TRAIN) / X_TRAIN.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * X_TRAIN), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(X_TRAIN, params)
        losses.append(loss(cache["y_hat"], Y_TRAIN))
        g = backward(X_TRAIN, Y_TRAIN, params, cache)
        params = {"w": params["w"] - lr * g["dw"], "b": params["b"] - lr * g["db"]}
    return params, losses
