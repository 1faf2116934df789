# autograder: problem = two_layer_linear
# mistake: every entry of db1 is the sum over the whole of dh
# name: bias-axis-missing
# expect: backward.db1 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db1 bias-axis-missing
import numpy as np

def forward(x, params):
    h = np.dot(params["W1"], x) + params["b1"]
    y_hat = np.dot(params["W2"], h) + params["b2"]
    return {"h": h, "y_hat": y_hat}

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    dy_hat = 2 / x.shape[1] * (cache["y_hat"] - y)
    dh = params["W2"].T * dy_hat
    db1 = np.full_like(params["b1"], dh.sum())
    return {"dy_hat": dy_hat, "dW2": dy_hat.dot(cache["h"].T), "db2": dy_hat.sum(), "dh": dh, "dW1": dh.dot(x.T),
            "db1": db1}

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
