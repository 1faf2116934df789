# autograder: problem = two_layer_nonlinear
# mistake: the activations are computed, and the output is built on the pre-activations
# name: pre-activation-for-activation
# expect: forward.y_hat wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.y_hat pre-activation-for-activation
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    steps = {"z1": np.matmul(params["W1"], x) + params["b1"]}
    steps["a1"] = sigmoid(steps["z1"])
    steps["y_hat"] = np.matmul(params["W2"], steps["z1"]) + params["b2"]
    return steps

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def sigmoid_slope(a):
    return a - a ** 2

def backward(x, y, params, cache):
    g = {}
    g["dy_hat"] = 2 * (cache["y_hat"] - y) / y.shape[1]
    g["dW2"] = g["dy_hat"].dot(cache["a1"].T)
    g["db2"] = g["dy_hat"].sum()
    g["da1"] = params["W2"].T.dot(g["dy_hat"])
    g["dz1"] = g["da1"] * sigmoid_slope(cache["a1"])
    g["dW1"] = g["dz1"].dot(x.T)
    g["db1"] = g["dz1"].sum(axis=1).reshape(-1, 1)
    return g

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
