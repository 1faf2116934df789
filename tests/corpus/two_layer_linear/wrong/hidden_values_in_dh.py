# autograder: problem = two_layer_linear
# mistake: dh is multiplied by the hidden values
# name: hidden-factor-extra
# expect: backward.dh wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dh hidden-factor-extra
import numpy as np

def forward(x, params):
    W1, b1, W2, b2 = (params[key] for key in ("W1", "b1", "W2", "b2"))
    h = np.einsum("kn,nm->km", W1, x) + b1
    return dict(h=h, y_hat=np.einsum("ok,km->om", W2, h) + b2)

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    h = cache["h"]
    e = cache["y_hat"] - y
    dy_hat = e * 2 / e.shape[1]
    dh = h * np.outer(params["W2"], dy_hat)
    return {
        "dy_hat": dy_hat,
        "dW2": np.einsum("om,km->ok", dy_hat, h),
        "db2": np.einsum("om->", dy_hat),
        "dh": dh,
        "dW1": np.einsum("km,nm->kn", dh, x),
        "db1": np.einsum("km->k", dh)[:, None],
    }

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
