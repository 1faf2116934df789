# autograder: problem = two_layer_perceptron
# mistake: the two terms of the cross-entropy are subtracted from each other
# name: sign-lost-in-one-term
# expect: loss wrong
# expect: train.losses follows
# named: loss sign-lost-in-one-term
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    cache, signal = {}, x
    for layer, name in (("1", "a1"), ("2", "y_hat")):
        cache["z" + layer] = params["W" + layer] @ signal + params["b" + layer]
        cache[name] = signal = sigmoid(cache["z" + layer])
    return cache

def loss(y_hat, y):
    positive = np.sum(np.log(y_hat[y == 1]))
    negative = np.sum(np.log(1 - y_hat[y == 0]))
    return (negative - positive) / y.shape[1]

def backward(x, y, params, cache):
    m = x.shape[1]
    a1 = cache["a1"]
    dz2 = (cache["y_hat"] - y) / m
    dW2 = np.dot(dz2, a1.T)
    db2 = np.sum(dz2)
    da1 = np.dot(params["W2"].T, dz2)
    dz1 = da1 * a1 * (1 - a1)
    dW1 = np.dot(dz1, x.T)
    db1 = np.sum(dz1, axis=1, keepdims=True)
    return {"dz2": dz2, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
