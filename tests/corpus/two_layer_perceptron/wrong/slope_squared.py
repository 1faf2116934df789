# autograder: problem = two_layer_perceptron
# mistake: the slope is squared; forward has no hidden bias
# name: slope-twice
# expect: forward.z1 wrong
# expect: forward.a1 follows
# expect: forward.z2 follows
# expect: forward.y_hat follows
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.z1 bias-left-out
# named: backward.dz1 slope-twice
import numpy as np

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)

def forward(x, params):
    z1 = np.einsum("kn,nm->km", params["W1"], x)
    a1 = sigmoid(z1)
    z2 = np.einsum("ok,km->om", params["W2"], a1) + params["b2"]
    return dict(z1=z1, a1=a1, z2=z2, y_hat=sigmoid(z2))

def loss(y_hat, y):
    right = np.where(y > 0.5, y_hat, 1 - y_hat)
    return -np.log(right).mean()

def backward(x, y, params, cache):
    m = y.shape[1]
    dz2 = (cache["y_hat"] - y) / m
    da1 = np.outer(params["W2"], dz2)
    dz1 = da1 * (cache["a1"] * (1 - cache["a1"])) ** 2
    return {"dz2": dz2, "dW2": np.atleast_2d(cache["a1"] @ dz2[0]), "db2": sum(dz2[0]), "da1": da1, "dz1": dz1,
            "dW1": (x @ dz1.T).T, "db1": np.array([[row.sum()] for row in dz1])}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
