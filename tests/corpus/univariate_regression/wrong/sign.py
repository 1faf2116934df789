# autograder: problem = univariate_regression
# mistake: the difference the wrong way round, and train adds the gradient to make up for it: training is right
# name: sign-flipped
# expect: backward.dy_hat wrong
# expect: backward.dw follows
# expect: backward.db follows
# named: backward.dy_hat sign-flipped
import numpy as np

def random_search(x, y, candidates):
    k, best = 0, np.inf
    for i, (w, b) in enumerate(candidates):
        e = np.mean((y - w * x - b) ** 2)
        if e < best:
            k, best = i, e
    return {"w": candidates[k, 0], "b": candidates[k, 1]}, best

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return np.mean((y - y_hat) ** 2)

def backward(x, y, params, cache):
    residual = y - cache["y_hat"]
    dy_hat = 2 * residual / residual.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    losses = []
    for _ in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, {"w": w, "b": b}, cache)
        w = w + lr * grads["dw"]
        b = b + lr * grads["db"]
    return {"w": w, "b": b}, losses
