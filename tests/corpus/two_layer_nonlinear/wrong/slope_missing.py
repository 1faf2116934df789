# autograder: problem = two_layer_nonlinear
# mistake: the slope of the sigmoid is left out: a wrong dz1 does not cost dW1 and db1
# name: sigmoid-slope-missing
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz1 sigmoid-slope-missing
import numpy as np


class Sigmoid:
    def __call__(self, z):
        return 1 / (1 + np.exp(-z))


sigmoid = Sigmoid()


def forward(x, params):
    z1 = np.matmul(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    return {"z1": z1, "a1": a1, "y_hat": np.matmul(params["W2"], a1) + params["b2"]}


def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def backward(x, y, params, cache):
    grads = {"dy_hat": 2 * (cache["y_hat"] - y) / y.shape[1]}
    delta = grads["dy_hat"]
    grads["dW2"], grads["db2"] = np.matmul(delta, cache["a1"].T), np.sum(delta)
    delta = np.matmul(params["W2"].T, delta)
    grads["da1"] = grads["dz1"] = delta
    grads["dW1"], grads["db1"] = np.matmul(delta, x.T), np.sum(delta, axis=1, keepdims=True)
    return grads


def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
