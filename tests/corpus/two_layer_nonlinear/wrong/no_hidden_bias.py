# autograder: problem = two_layer_nonlinear
# mistake: the hidden bias left out of forward: what comes after follows, and backward keeps all its points
# name: bias-left-out
# expect: forward.z1 wrong
# expect: forward.a1 follows
# expect: forward.y_hat follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.z1 bias-left-out
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z1 = np.dot(params["W1"], x)
    a1 = sigmoid(z1)
    y_hat = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
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
