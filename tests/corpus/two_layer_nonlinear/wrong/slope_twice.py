# autograder: problem = two_layer_nonlinear
# mistake: the slope goes in twice: once into da1 and once into dz1; da1 is wrong, dz1 follows from it
# expect: backward.da1 wrong
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.da1 slope-twice
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z1 = params["W1"] @ x + params["b1"]
    a1 = sigmoid(z1)
    y_hat = params["W2"] @ a1 + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat, "slope": a1 * (1 - a1)}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    slope = cache["a1"] - cache["a1"] * cache["a1"]
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    da1 = (params["W2"].T @ dy_hat) * slope
    dz1 = da1 * slope
    return {"dy_hat": dy_hat, "dW2": dy_hat @ cache["a1"].T, "db2": dy_hat.sum(), "da1": da1, "dz1": dz1,
            "dW1": dz1 @ x.T, "db1": dz1.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
