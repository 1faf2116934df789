# autograder: problem = multivariate_regression
# mistake: the bias left out everywhere: forward, its gradient and its update
# expect: forward.y_hat wrong
# expect: backward.db wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.y_hat bias-left-out
# named: backward.db bias-gradient-zero
import numpy as np

def forward(x, params):
    return {"y_hat": params["w"] @ x}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {"dy_hat": dy_hat, "dw": dy_hat @ x.T, "db": 0.0}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"]}
    return params, losses
