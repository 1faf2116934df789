# autograder: problem = two_layer_perceptron
# mistake: the cross-entropy is summed over the examples
# name: sum-for-mean
# expect: loss wrong
# expect: train.losses follows
# named: loss sum-for-mean
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    z2 = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}

def cross_entropy(p, t):
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))

def loss(y_hat, y):
    return sum(cross_entropy(p, t) for p, t in zip(y_hat[0], y[0]))

def through_layer(dz, inputs, W):
    return dz.dot(inputs.T), dz.sum(axis=1, keepdims=True), W.T.dot(dz)

def backward(x, y, params, cache):
    g = {"dz2": (cache["y_hat"] - y) / y.size}
    g["dW2"], g["db2"], g["da1"] = through_layer(g["dz2"], cache["a1"], params["W2"])
    g["dz1"] = g["da1"] * (cache["a1"] - np.square(cache["a1"]))
    g["dW1"], g["db1"], _ = through_layer(g["dz1"], x, params["W1"])
    return g

def train(x, y, params, lr, steps):
    params = params.copy()
    costs = []
    while len(costs) < steps:
        cache = forward(x, params)
        costs.append(float(loss(cache["y_hat"], y)))
        g = backward(x, y, params, cache)
        params["W1"] = params["W1"] - lr * g["dW1"]
        params["b1"] = params["b1"] - lr * g["db1"]
        params["W2"] = params["W2"] - lr * g["dW2"]
        params["b2"] = params["b2"] - lr * g["db2"]
    return params, costs
