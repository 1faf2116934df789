# autograder: problem = two_layer_nonlinear
# mistake: the axis is forgotten, and the total fills the whole of db1
# name: bias-axis-missing
# expect: backward.db1 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db1 bias-axis-missing
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    y_hat = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    a1, W2 = cache["a1"], params["W2"]
    delta_out = (2 / x.shape[1]) * (cache["y_hat"] - y)
    back = W2.T @ delta_out
    delta_hidden = a1 * back - a1 ** 2 * back
    db1 = np.zeros_like(params["b1"])
    db1 += np.sum(delta_hidden)
    return dict(dy_hat=delta_out, dW2=delta_out @ a1.T, db2=delta_out.sum(), da1=back, dz1=delta_hidden,
                dW1=delta_hidden @ x.T, db1=db1)

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
