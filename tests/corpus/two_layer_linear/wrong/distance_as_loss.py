# autograder: problem = two_layer_linear
# mistake: the errors are taken as distances
# name: absolute-error
# expect: loss wrong
# expect: train.losses follows
# named: loss absolute-error
import numpy as np

def forward(x, params):
    W1, b1, W2, b2 = (params[key] for key in ("W1", "b1", "W2", "b2"))
    h = np.einsum("kn,nm->km", W1, x) + b1
    return dict(h=h, y_hat=np.einsum("ok,km->om", W2, h) + b2)

def loss(y_hat, y):
    return np.linalg.norm((y_hat - y).ravel(), ord=1) / y.size

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
