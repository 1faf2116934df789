# autograder: problem = two_layer_linear
# mistake: the last column is left out by slices in dW1 and dW2 alone, and the loss takes the root
# expect: loss wrong
# expect: backward.dW1 wrong
# expect: backward.dW2 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: loss root-of-mean
import numpy as np

def forward(x, params):
    h = params["W1"] @ x + params["b1"]
    return {"h": h, "y_hat": params["W2"] @ h + params["b2"]}

def loss(y_hat, y):
    return np.linalg.norm(y_hat - y) / np.sqrt(y.shape[1])

def backward(x, y, params, cache):
    d = 2 * (cache["y_hat"] - y) / x.shape[1]
    dh = params["W2"].T @ d
    last = x.shape[1] - 1
    return {"dy_hat": d, "dW2": d[:, :last] @ cache["h"][:, :last].T, "db2": d.sum(), "dh": dh,
            "dW1": dh[:, :last] @ x[:, :last].T, "db1": dh.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        params = {k: params[k] - lr * g["d" + k] for k in params}
    return params, losses
