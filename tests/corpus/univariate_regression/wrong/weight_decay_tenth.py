# autograder: problem = univariate_regression
# mistake: another penalty that the loss does not have, of strength 0.1 and without 1/m
# name: penalty-not-in-loss
# expect: backward.dw wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dw penalty-not-in-loss
import numpy as np

def random_search(x, y, candidates):
    best, smallest = None, float("inf")
    for w, b in candidates:
        value = np.mean((w * x + b - y) ** 2)
        if value < smallest:
            best, smallest = {"w": w, "b": b}, value
    return best, smallest

def forward(x, params):
    prediction = np.array([[params["w"] * value + params["b"] for value in x[0]]])
    return dict(y_hat=prediction)

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

def backward(x, y, params, cache, weight_decay=0.1):
    d = 2 * np.subtract(cache["y_hat"], y) / y.size
    dw = (d * x).sum() + 2 * weight_decay * params["w"]
    return {"dy_hat": d, "dw": dw, "db": d.sum()}

def train(x, y, params, lr, steps):
    params = dict(params)
    losses = []
    for i in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        for key in ("w", "b"):
            params[key] = params[key] - lr * grads["d" + key]
    return params, losses
