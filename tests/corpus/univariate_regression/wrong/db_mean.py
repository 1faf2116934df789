# autograder: problem = univariate_regression
# mistake: db is the mean of dy_hat, where a sum belongs; train has its own right gradients
# expect: backward.db wrong
# named: backward.db mean-in-bias
import numpy as np

def random_search(x, y, candidates):
    W = candidates[:, 0].reshape(-1, 1)
    B = candidates[:, 1].reshape(-1, 1)
    J = ((W * x + B - y) ** 2).mean(1)
    return {"w": W[J.argmin(), 0], "b": B[J.argmin(), 0]}, J.min()

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return ((y_hat - y) ** 2).mean()

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": dy_hat.mean()}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    losses = []
    for _ in range(steps):
        r = w * x + b - y
        losses.append((r ** 2).mean())
        w, b = w - lr * 2 * (r * x).mean(), b - lr * 2 * r.mean()
    return {"w": w, "b": b}, losses
