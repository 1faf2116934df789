# autograder: problem = two_layer_linear
# mistake: the parameters move one at a time from the output back, each with a new gradient
# name: not-simultaneous
# expect: train.params wrong
# expect: train.losses follows
# named: train.params not-simultaneous
import numpy as np

def forward(x, params):
    h = np.dot(params["W1"], x) + params["b1"]
    y_hat = np.dot(params["W2"], h) + params["b2"]
    return {"h": h, "y_hat": y_hat}

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    dW2 = np.dot(dy_hat, cache["h"].T)
    db2 = np.sum(dy_hat)
    dh = np.dot(params["W2"].T, dy_hat)
    dW1 = np.dot(dh, x.T)
    db1 = np.sum(dh, axis=1, keepdims=True)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    params = dict(params)
    losses = []
    for _ in range(steps):
        losses.append(loss(forward(x, params)["y_hat"], y))
        for name in ("W2", "b2", "W1", "b1"):
            g = backward(x, y, params, forward(x, params))
            params[name] = params[name] - lr * g["d" + name]
    return params, losses
