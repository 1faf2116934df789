# autograder: problem = two_layer_linear
# mistake: db1 adds up over the hidden units, not over the examples
# name: bias-over-wrong-axis
# expect: backward.db1 shape
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db1 bias-over-wrong-axis
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
    grads = {}
    grads["dy_hat"] = (cache["y_hat"] - y) * 2.0 / y.size
    grads["dh"] = np.matmul(params["W2"].T, grads["dy_hat"])
    for layer, d, inputs in ((2, grads["dy_hat"], cache["h"]), (1, grads["dh"], x)):
        grads[f"dW{layer}"] = np.matmul(d, inputs.T)
    grads["db2"] = np.sum(grads["dy_hat"])
    grads["db1"] = np.add.reduce(grads["dh"], axis=0, keepdims=True)
    return grads

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
