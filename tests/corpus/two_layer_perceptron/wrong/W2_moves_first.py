# autograder: problem = two_layer_perceptron
# mistake: W2 is updated before the gradient goes back through it
# name: updated-weights-used
# expect: train.params wrong
# expect: train.losses follows
# named: train.params updated-weights-used
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    z2 = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}

def loss(y_hat, y):
    m = y.shape[1]
    return -1 / m * np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

def through_layer(dz, inputs, W):
    return dz.dot(inputs.T), dz.sum(axis=1, keepdims=True), W.T.dot(dz)

def backward(x, y, params, cache):
    g = {"dz2": (cache["y_hat"] - y) / y.size}
    g["dW2"], g["db2"], g["da1"] = through_layer(g["dz2"], cache["a1"], params["W2"])
    g["dz1"] = g["da1"] * (cache["a1"] - np.square(cache["a1"]))
    g["dW1"], g["db1"], _ = through_layer(g["dz1"], x, params["W1"])
    return g

def train(x, y, params, lr, steps):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        cache = forward(x, {"W1": W1, "b1": b1, "W2": W2, "b2": b2})
        losses.append(loss(cache["y_hat"], y))
        d = (cache["y_hat"] - y) / x.shape[1]
        W2 = W2 - lr * d.dot(cache["a1"].T)
        b2 = b2 - lr * d.sum()
        d = W2.T.dot(d) * cache["a1"] * (1 - cache["a1"])
        W1 = W1 - lr * d.dot(x.T)
        b1 = b1 - lr * d.sum(axis=1, keepdims=True)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, losses
