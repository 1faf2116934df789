# autograder: problem = two_layer_linear
# mistake: the keys of two gradients in small letters; train looks for the capital ones
# expect: backward.dW2 shape
# expect: backward.dW1 shape
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
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dh = params["W2"].T @ dy_hat
    return {"dy_hat": dy_hat, "dw2": dy_hat @ cache["h"].T, "db2": np.sum(dy_hat), "dh": dh,
            "dw1": dh @ x.T, "db1": np.sum(dh, axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
