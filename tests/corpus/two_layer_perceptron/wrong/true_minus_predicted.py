# autograder: problem = two_layer_perceptron
# mistake: the difference the wrong way round; train climbs to make up for it
# name: sign-flipped
# expect: backward.dz2 wrong
# expect: backward.dW2 follows
# expect: backward.db2 follows
# expect: backward.da1 follows
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# named: backward.dz2 sign-flipped
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    z2 = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}

def loss(y_hat, y):
    m = y.shape[1]
    return -1 / m * np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

def backward(x, y, params, cache):
    a1 = cache["a1"]
    error = np.subtract(y, cache["y_hat"]) / y.shape[1]
    hidden = params["W2"].T * error
    delta = hidden * a1 - hidden * a1 ** 2
    return {"dz2": error, "dW2": error @ a1.T, "db2": error.sum(), "da1": hidden, "dz1": delta,
            "dW1": delta @ x.T, "db1": delta.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        params = {name: value + lr * g["d" + name] for name, value in params.items()}
    return params, losses
