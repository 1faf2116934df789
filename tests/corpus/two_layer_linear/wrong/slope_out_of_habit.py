# autograder: problem = two_layer_linear
# mistake: the slope h(1-h) of an activation that this network does not have
# name: slope-of-no-activation
# expect: backward.dh wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dh slope-of-no-activation
import numpy as np

def forward(x, params):
    W1, b1, W2, b2 = (params[key] for key in ("W1", "b1", "W2", "b2"))
    h = np.einsum("kn,nm->km", W1, x) + b1
    return dict(h=h, y_hat=np.einsum("ok,km->om", W2, h) + b2)

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

def backward(x, y, params, cache):
    h = cache["h"]
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dW2, db2 = np.dot(dy_hat, h.T), np.sum(dy_hat)
    upstream = np.dot(params["W2"].T, dy_hat)
    dh = upstream * (h - np.power(h, 2))
    dW1, db1 = np.dot(dh, x.T), np.sum(dh, axis=1, keepdims=True)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    params = params.copy()
    costs = []
    while len(costs) < steps:
        cache = forward(x, params)
        costs.append(float(loss(cache["y_hat"], y)))
        g = backward(x, y, params, cache)
        params["W1"] = params["W1"] - lr * g["dW1"]
        params["b1"] = params["b1"] - lr * g["db1"]
        params["W2"] = params["W2"] - lr * g["dW2"]
        params["b2"] = params["b2"] - lr * g["db2"]
    return params, costs
