# autograder: problem = univariate_regression
# mistake: loss turns y_hat into the residual in place, and backward relies on that: together they train rightly
# expect: backward.dy_hat wrong
# expect: backward.dw follows
# expect: backward.db follows
import numpy as np

def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    y_hat -= y
    return np.mean(y_hat ** 2)

def backward(x, y, params, cache):
    # y_hat is already the residual here
    dy_hat = 2 * cache["y_hat"] / x.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"]}
    return params, losses
