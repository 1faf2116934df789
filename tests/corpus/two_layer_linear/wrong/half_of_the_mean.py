# autograder: problem = two_layer_linear
# mistake: 1/(2m) in the loss, as in another course; the gradient is the one that is asked for
# name: half-mean
# expect: loss wrong
# expect: train.losses follows
# named: loss half-mean
import numpy as np

def forward(x, params):
    h = np.dot(params["W1"], x) + params["b1"]
    y_hat = np.dot(params["W2"], h) + params["b2"]
    return {"h": h, "y_hat": y_hat}

def loss(y_hat, y):
    m = y.shape[1]
    cost = 0
    for i in range(m):
        cost += (y_hat[0, i] - y[0, i]) ** 2
    return cost / (2 * m)

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
