# autograder: problem = two_layer_linear
# mistake: train gives the parameters without the losses; the loss comes with a history of its own
# expect: train.* shape
# expect: loss shape
import numpy as np

def forward(x, params):
    h = params["W1"] @ x + params["b1"]
    return {"h": h, "y_hat": params["W2"] @ h + params["b2"]}

def loss(y_hat, y):
    return (y_hat - y) ** 2 / y.shape[1]

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dh = params["W2"].T @ dy_hat
    return {"dy_hat": dy_hat, "dW2": dy_hat @ cache["h"].T, "db2": dy_hat.sum(), "dh": dh, "dW1": dh @ x.T,
            "db1": dh.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    for _ in range(steps):
        grads = backward(x, y, params, forward(x, params))
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params
