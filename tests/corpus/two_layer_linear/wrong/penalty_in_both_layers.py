# autograder: problem = two_layer_linear
# mistake: weight decay of strength one in both layers, which the loss does not have
# name: penalty-not-in-loss
# expect: backward.dW2 wrong
# expect: backward.dW1 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dW1 penalty-not-in-loss
# named: backward.dW2 penalty-not-in-loss
import numpy as np

lambd = 1.0

def layer(W, b, inputs):
    return W.dot(inputs) + b

def forward(x, params):
    cache = {"h": layer(params["W1"], params["b1"], x)}
    cache["y_hat"] = layer(params["W2"], params["b2"], cache["h"])
    return cache

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    dh = params["W2"].T.dot(dy_hat)
    grads = {"dy_hat": dy_hat, "dh": dh, "db2": dy_hat.sum(), "db1": dh.sum(axis=1, keepdims=True)}
    for name, d, inputs in (("W2", dy_hat, cache["h"]), ("W1", dh, x)):
        grads["d" + name] = d.dot(inputs.T) + lambd * params[name] / m
    return grads

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
