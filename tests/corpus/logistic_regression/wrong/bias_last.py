# autograder: problem = logistic_regression
# mistake: the bias is added after the sigmoid
# name: bias-after-activation
# expect: forward.z wrong
# expect: forward.y_hat wrong
# named: forward.z bias-after-activation
# named: forward.y_hat bias-after-activation
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    w, b = params["w"], params["b"]
    out = {"z": (w.T * x).sum(axis=0, keepdims=True)}
    out["y_hat"] = b + sigmoid(out["z"])
    return out

def loss(y_hat, y):
    m = y.shape[1]
    return -1 / m * np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

def backward(x, y, params, cache):
    n, m = x.shape
    grads = {"dz": np.zeros((1, m)), "dw": np.zeros((1, n)), "db": 0.0}
    for i in range(m):
        d = (cache["y_hat"][0, i] - y[0, i]) / m
        grads["dz"][0, i] = d
        grads["dw"] += d * x[:, i]
        grads["db"] += d
    return grads

def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        y_hat = sigmoid(w @ x + b)
        losses.append(loss(y_hat, y))
        g = backward(x, y, {"w": w, "b": b}, {"y_hat": y_hat})
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return {"w": w, "b": b}, losses
