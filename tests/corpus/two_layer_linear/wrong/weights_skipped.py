# autograder: problem = two_layer_linear
# mistake: the upstream gradient is copied to every hidden unit without the weights of the second layer
# name: weights-left-out
# expect: backward.dh wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dh weights-left-out
import numpy as np

def forward(x, params):
    h = np.dot(params["W1"], x) + params["b1"]
    y_hat = np.dot(params["W2"], h) + params["b2"]
    return {"h": h, "y_hat": y_hat}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    m = y.shape[1]
    k = params["W2"].shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dh = np.repeat(dy_hat, k, axis=0)
    return {"dy_hat": dy_hat, "dW2": dy_hat @ cache["h"].T, "db2": dy_hat.sum(), "dh": dh,
            "dW1": dh @ x.T, "db1": dh.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
