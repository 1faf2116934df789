# autograder: problem = two_layer_linear
# mistake: the output adds up two hidden units by hand, whatever the number of units
# name: hidden-units-hard-coded
# expect: forward.y_hat wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.y_hat hidden-units-hard-coded
import numpy as np

def forward(x, params):
    h = params["W1"].dot(x) + params["b1"]
    w = params["W2"][0]
    y_hat = w[0] * h[0:1] + w[1] * h[1:2] + params["b2"]
    return {"h": h, "y_hat": y_hat}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def layer_backward(d, W, inputs):
    return d.dot(inputs.T), d.sum(axis=1, keepdims=True), W.T.dot(d)

def backward(x, y, params, cache):
    g = {"dy_hat": 2 * (cache["y_hat"] - y) / y.size}
    g["dW2"], g["db2"], g["dh"] = layer_backward(g["dy_hat"], params["W2"], cache["h"])
    g["dW1"], g["db1"], _ = layer_backward(g["dh"], params["W1"], x)
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
