# autograder: problem = two_layer_linear
# mistake: db1 summed to one number; numpy adds it to the column all the same and train goes on
# name: bias-summed-to-number
# expect: backward.db1 shape
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db1 bias-summed-to-number
import numpy as np

def forward(x, params):
    cache = {"h": params["W1"] @ x + params["b1"]}
    cache["y_hat"] = params["W2"] @ cache["h"] + params["b2"]
    return cache

def loss(y_hat, y):
    return ((y - y_hat) ** 2).mean()

def backward(x, y, params, cache):
    d = 2 * (cache["y_hat"] - y) / x.shape[1]
    dh = params["W2"].T @ d
    return {"dy_hat": d, "dW2": d @ cache["h"].T, "db2": np.sum(d), "dh": dh, "dW1": dh @ x.T, "db1": np.sum(dh)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        params = {k: params[k] - lr * g["d" + k] for k in params}
    return params, losses
