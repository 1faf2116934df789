# autograder: problem = two_layer_linear
# mistake: own names of the cache's entries: backward and train work with them, and not with the cache that is agreed on
# expect: forward.h shape
import numpy as np

def forward(x, params):
    hidden = params["W1"] @ x + params["b1"]
    return {"hidden": hidden, "y_hat": params["W2"] @ hidden + params["b2"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    d_out = 2 * (cache["y_hat"] - y) / x.shape[1]
    d_hidden = params["W2"].T @ d_out
    return {
        "dy_hat": d_out,
        "dW2": d_out @ cache["hidden"].T,
        "db2": d_out.sum(),
        "dh": d_hidden,
        "dW1": d_hidden @ x.T,
        "db1": d_hidden.sum(axis=1, keepdims=True),
    }

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
