# autograder: problem = two_layer_linear
# mistake: after each parameter the gradient is taken anew for the next
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
    error = y_hat - y
    return np.mean(error * error)

def layer_backward(d, W, inputs):
    return d.dot(inputs.T), d.sum(axis=1, keepdims=True), W.T.dot(d)

def backward(x, y, params, cache):
    g = {"dy_hat": 2 * (cache["y_hat"] - y) / y.size}
    g["dW2"], g["db2"], g["dh"] = layer_backward(g["dy_hat"], params["W2"], cache["h"])
    g["dW1"], g["db1"], _ = layer_backward(g["dh"], params["W1"], x)
    return g

def gradient_of(name, x, y, params):
    return backward(x, y, params, forward(x, params))["d" + name]

def train(x, y, params, lr, steps):
    theta = {**params}
    losses = []
    for _ in range(steps):
        losses.append(loss(forward(x, theta)["y_hat"], y))
        for name in ("W1", "b1", "W2", "b2"):
            theta[name] = theta[name] - lr * gradient_of(name, x, y, theta)
    return theta, losses
