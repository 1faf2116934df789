# autograder: problem = two_layer_linear
# mistake: the hidden layer of the linear network gets a sigmoid out of habit
# name: activation-on-hidden
# expect: forward.h wrong
# expect: forward.y_hat follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.h activation-on-hidden
import numpy as np

def squash(v):
    return 1.0 / (1.0 + np.exp(-v))

def forward(x, params):
    signals = []
    for W, b, activation in (
        (params["W1"], params["b1"], squash),
        (params["W2"], params["b2"], lambda v: v),
    ):
        x = activation(W @ x + b)
        signals.append(x)
    return dict(zip(("h", "y_hat"), signals))

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
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
