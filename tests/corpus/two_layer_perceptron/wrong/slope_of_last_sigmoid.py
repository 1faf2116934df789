# autograder: problem = two_layer_perceptron
# mistake: the slope of the last sigmoid is multiplied into the short form of dz2
# name: output-slope-extra
# expect: backward.dz2 wrong
# expect: backward.dW2 follows
# expect: backward.db2 follows
# expect: backward.da1 follows
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz2 output-slope-extra
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    cache, signal = {}, x
    for layer, name in (("1", "a1"), ("2", "y_hat")):
        cache["z" + layer] = params["W" + layer] @ signal + params["b" + layer]
        cache[name] = signal = sigmoid(cache["z" + layer])
    return cache

def loss(y_hat, y):
    cost = 0.0
    for p, t in zip(y_hat[0], y[0]):
        cost -= np.log(p) if t == 1 else np.log(1 - p)
    return cost / y.size

def slope_at(a):
    return a * (1 - a)

def backward(x, y, params, cache):
    g, upstream = {}, (cache["y_hat"] - y) / y.size
    g["dz2"] = upstream * slope_at(cache["y_hat"])
    g["da1"] = np.outer(params["W2"], g["dz2"])
    g["dz1"] = g["da1"] * slope_at(cache["a1"])
    for layer, inputs in ((1, x), (2, cache["a1"])):
        g[f"dW{layer}"] = np.inner(g[f"dz{layer}"], inputs)
        g[f"db{layer}"] = g[f"dz{layer}"].sum(axis=1, keepdims=True)
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
