# autograder: problem = two_layer_linear
# style: einsum and tensordot; gradients of single examples first, then their sum
import numpy as np


def forward(x, params):
    h = np.einsum("kn,nm->km", params["W1"], x, optimize=True) + params["b1"]
    y_hat = np.tensordot(params["W2"], h, axes=1) + params["b2"]
    return {"h": h, "y_hat": y_hat}


def loss(y_hat, y):
    return np.einsum("im,im", y_hat - y, y_hat - y) / y.shape[1]


def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    each_dW2 = np.einsum("im,km->mik", dy_hat, cache["h"])
    dh = np.einsum("ik,im->km", params["W2"], dy_hat)
    each_dW1 = np.einsum("km,nm->mkn", dh, x)
    return {
        "dy_hat": dy_hat,
        "dW2": each_dW2.sum(axis=0),
        "db2": np.einsum("im->", dy_hat),
        "dh": dh,
        "dW1": each_dW1.sum(axis=0),
        "db1": np.einsum("km->k", dh)[:, None],
    }


def train(x, y, params, lr, steps):
    values, losses = {**params}, [None] * steps
    for i, _ in enumerate(losses):
        cache = forward(x, values)
        losses[i] = loss(cache["y_hat"], y)
        grads = backward(x, y, values, cache)
        values = {k: v - lr * grads[f"d{k}"] for k, v in values.items()}
    return values, losses
