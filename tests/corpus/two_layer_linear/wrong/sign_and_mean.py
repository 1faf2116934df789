# autograder: problem = two_layer_linear
# mistake: the sign and the 1/m are both wrong in the first line of backward
# name: missing-mean
# expect: backward.dy_hat wrong
# expect: backward.dW2 follows
# expect: backward.db2 follows
# expect: backward.dh follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
import numpy as np

def forward(x, params):
    W1, b1, W2, b2 = (params[s] for s in ("W1", "b1", "W2", "b2"))
    hidden = np.hstack([W1, b1]) @ np.vstack([x, np.ones((1, x.shape[1]))])
    return {"h": hidden, "y_hat": W2.dot(hidden) + b2}

def loss(y_hat, y):
    return float(np.linalg.norm(y_hat - y) ** 2 / y.shape[1])

def backward(x, y, params, cache):
    err = y - cache["y_hat"]
    err = 2 * err
    back = params["W2"].T.dot(err)
    return {"dy_hat": err, "dW2": err.dot(cache["h"].T), "db2": err.sum(), "dh": back, "dW1": back.dot(x.T),
            "db1": back.sum(axis=1)[:, None]}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
