# autograder: problem = univariate_regression
# mistake: a name that does not exist inside forward, which takes train with it; wrong keys in the result
# expect: forward.* raised
# expect: train.* raised
# expect: backward.dy_hat shape
# expect: backward.dw shape
import numpy as np

def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]

def forward(x, params):
    return {"y_hat": parms["w"] * x + parms["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    d_yhat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {"d_yhat": d_yhat, "dW": np.sum(d_yhat * x), "db": np.sum(d_yhat)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dW"], "b": params["b"] - lr * grads["db"]}
    return params, losses
