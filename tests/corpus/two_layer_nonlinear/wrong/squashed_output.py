# autograder: problem = two_layer_nonlinear
# mistake: a sigmoid on the output too, with its slope in dy_hat: right for another network
# name: activation-on-output
# expect: forward.y_hat wrong
# expect: backward.dy_hat wrong
# expect: backward.dW2 follows
# expect: backward.db2 follows
# expect: backward.da1 follows
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.y_hat activation-on-output
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z1 = params["W1"] @ x + params["b1"]
    a1 = sigmoid(z1)
    z2 = params["W2"] @ a1 + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    y_hat = cache["y_hat"]
    dy_hat = 2 * (y_hat - y) / x.shape[1] * y_hat * (1 - y_hat)
    da1 = params["W2"].T @ dy_hat
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
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
