# autograder: problem = two_layer_nonlinear
# mistake: the derivative of a relu goes with a sigmoid
# name: relu-slope
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz1 relu-slope
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    y_hat = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    da1 = np.dot(params["W2"].T, dy_hat)
    dz1 = da1.copy()
    dz1[cache["z1"] <= 0] = 0
    return {"dy_hat": dy_hat, "dW2": np.dot(dy_hat, cache["a1"].T), "db2": np.sum(dy_hat), "da1": da1, "dz1": dz1,
            "dW1": np.dot(dz1, x.T), "db1": np.sum(dz1, axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
