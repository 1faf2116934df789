# autograder: problem = two_layer_perceptron
# mistake: the output has no sigmoid, as in the regression before; train predicts rightly by itself
# name: activation-left-out
# expect: forward.y_hat wrong
# named: forward.y_hat activation-left-out
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    a1 = sigmoid(params["W1"].dot(x) + params["b1"])
    out = params["W2"].dot(a1) + params["b2"]
    return {"z1": params["W1"].dot(x) + params["b1"], "a1": a1, "z2": out, "y_hat": out}

def loss(y_hat, y):
    m = y.shape[1]
    return -1 / m * np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

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
        cache["y_hat"] = sigmoid(cache["z2"])
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
