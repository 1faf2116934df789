# autograder: problem = two_layer_perceptron
# mistake: the hidden layer passes on its pre-activation; train computes its own activations
# name: activation-left-out
# expect: forward.a1 wrong
# expect: forward.z2 follows
# expect: forward.y_hat follows
# named: forward.a1 activation-left-out
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def dense(W, b, values, activation=None):
    z = np.einsum("ij,jm->im", W, values) + b
    return z, activation(z) if activation else z

def forward(x, params):
    z1, a1 = dense(params["W1"], params["b1"], x)
    z2, y_hat = dense(params["W2"], params["b2"], a1, sigmoid)
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": y_hat}

def loss(y_hat, y):
    chosen = np.where(y == 1, y_hat, 1 - y_hat)
    return -np.log(chosen).mean()

def through_layer(dz, inputs, W):
    return dz.dot(inputs.T), dz.sum(axis=1, keepdims=True), W.T.dot(dz)

def backward(x, y, params, cache):
    g = {"dz2": (cache["y_hat"] - y) / y.size}
    g["dW2"], g["db2"], g["da1"] = through_layer(g["dz2"], cache["a1"], params["W2"])
    g["dz1"] = g["da1"] * (cache["a1"] - np.square(cache["a1"]))
    g["dW1"], g["db1"], _ = through_layer(g["dz1"], x, params["W1"])
    return g

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        a1 = sigmoid(params["W1"] @ x + params["b1"])
        y_hat = sigmoid(params["W2"] @ a1 + params["b2"])
        losses.append(loss(y_hat, y))
        grads = backward(x, y, params, {"a1": a1, "y_hat": y_hat})
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
