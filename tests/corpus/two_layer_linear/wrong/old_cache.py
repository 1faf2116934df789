# autograder: problem = two_layer_linear
# mistake: forward runs once, before the loop: gradients and losses belong to the first cache
# name: forward-never-renewed
# expect: train.params wrong
# expect: train.losses wrong
# expect: train.converges wrong
# named: train.params forward-never-renewed
import numpy as np

def layer(W, b, inputs):
    return W.dot(inputs) + b

def forward(x, params):
    cache = {"h": layer(params["W1"], params["b1"], x)}
    cache["y_hat"] = layer(params["W2"], params["b2"], cache["h"])
    return cache

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
    params, losses = dict(params), []
    cache = forward(x, params)
    for _ in range(steps):
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        for name, value in params.items():
            params[name] = value - lr * g["d" + name]
    return params, losses
