# autograder: problem = two_layer_perceptron
# mistake: the hidden slope is taken at the output
# name: slope-at-output
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz1 slope-at-output
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    z2 = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}

def loss(y_hat, y):
    cost = 0.0
    for p, t in zip(y_hat[0], y[0]):
        cost -= np.log(p) if t == 1 else np.log(1 - p)
    return cost / y.size

def backward(x, y, params, cache):
    a1, a2 = cache["a1"], cache["y_hat"]
    dz2 = (a2 - y) / x.shape[1]
    da1 = params["W2"].T @ dz2
    dz1 = np.multiply(da1, a2 * (1 - a2))
    return {"dz2": dz2, "dW2": dz2 @ a1.T, "db2": dz2.sum(), "da1": da1, "dz1": dz1, "dW1": dz1 @ x.T,
            "db1": dz1.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
