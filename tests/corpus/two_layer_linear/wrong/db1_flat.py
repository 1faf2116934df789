# autograder: problem = two_layer_linear
# mistake: db1 of shape (k,), no keepdims: half the points; train puts the axis back
# name: bias-flattened
# expect: backward.db1 shape
# points: backward.db1 0.5
# named: backward.db1 bias-flattened
import numpy as np

def forward(x, params):
    h = params["W1"].dot(x) + params["b1"]
    return {"h": h, "y_hat": params["W2"].dot(h) + params["b2"]}

def loss(y_hat, y):
    return np.mean(np.square(y_hat - y))

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    dh = params["W2"].T.dot(dy_hat)
    db1 = []
    for row in dh:
        db1.append(row.sum())
    return {"dy_hat": dy_hat, "dW2": dy_hat.dot(cache["h"].T), "db2": dy_hat.sum(), "dh": dh,
            "dW1": dh.dot(x.T), "db1": np.array(db1)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        g["db1"] = g["db1"].reshape(params["b1"].shape)
        params = {k: params[k] - lr * g["d" + k] for k in params}
    return params, losses
