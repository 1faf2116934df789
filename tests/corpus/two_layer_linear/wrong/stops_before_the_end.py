# autograder: problem = two_layer_linear
# mistake: the loop over the examples ends one short of the last
# name: last-example-dropped
# expect: backward.dW2 wrong
# expect: backward.db2 wrong
# expect: backward.dW1 wrong
# expect: backward.db1 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dW1 last-example-dropped
# named: backward.db2 last-example-dropped
import numpy as np

def forward(x, params):
    h = np.dot(params["W1"], x) + params["b1"]
    y_hat = np.dot(params["W2"], h) + params["b2"]
    return {"h": h, "y_hat": y_hat}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    m = x.shape[1]
    W2, h = params["W2"], cache["h"]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dh = np.dot(W2.T, dy_hat)
    dW2, db2 = np.zeros_like(W2), 0.0
    dW1, db1 = np.zeros_like(params["W1"]), np.zeros_like(params["b1"])
    for i in range(m - 1):
        dW2 += dy_hat[0, i] * h[:, i]
        db2 += dy_hat[0, i]
        dW1 += np.outer(dh[:, i], x[:, i])
        db1 += dh[:, i:i + 1]
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
