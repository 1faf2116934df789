# autograder: problem = two_layer_nonlinear
# mistake: z(1 - z) as the slope
# name: slope-at-pre-activation
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz1 slope-at-pre-activation
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_derivative(s):
    return s * (1 - s)

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    return {"z1": z1, "a1": a1, "y_hat": np.dot(params["W2"], a1) + params["b2"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    da1 = np.dot(params["W2"].T, dy_hat)
    dz1 = da1 * sigmoid_derivative(cache["z1"])
    return {"dy_hat": dy_hat, "dW2": np.dot(dy_hat, cache["a1"].T), "db2": np.sum(dy_hat), "da1": da1, "dz1": dz1,
            "dW1": np.dot(dz1, x.T), "db1": np.sum(dz1, axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    p = params
    losses = []
    for _ in range(steps):
        cache = forward(x, p)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, p, cache)
        p = {k: p[k] - lr * g["d" + k] for k in p}
    return p, losses
