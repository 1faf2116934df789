# autograder: problem = two_layer_nonlinear
# mistake: the layer's helper squashes, and forward squashes what it gives once more
# name: activation-twice
# expect: forward.a1 wrong
# expect: forward.y_hat follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.a1 activation-twice
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def hidden_layer(W, b, x):
    z = W @ x + b
    return z, sigmoid(z)

def forward(x, params):
    z1, a1 = hidden_layer(params["W1"], params["b1"], x)
    a1 = sigmoid(a1)
    return {"z1": z1, "a1": a1, "y_hat": params["W2"] @ a1 + params["b2"]}

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def sigmoid_slope(a):
    return a - a ** 2

def backward(x, y, params, cache):
    g = {}
    g["dy_hat"] = 2 * (cache["y_hat"] - y) / y.shape[1]
    g["dW2"] = g["dy_hat"].dot(cache["a1"].T)
    g["db2"] = g["dy_hat"].sum()
    g["da1"] = params["W2"].T.dot(g["dy_hat"])
    g["dz1"] = g["da1"] * sigmoid_slope(cache["a1"])
    g["dW1"] = g["dz1"].dot(x.T)
    g["db1"] = g["dz1"].sum(axis=1).reshape(-1, 1)
    return g

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
