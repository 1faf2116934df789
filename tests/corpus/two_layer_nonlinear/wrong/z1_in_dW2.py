# autograder: problem = two_layer_nonlinear
# mistake: z1 where a1 belongs in dW2
# name: pre-activation-for-activation
# expect: backward.dW2 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dW2 pre-activation-for-activation
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z1 = np.einsum("kn,nm->km", params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    return {"z1": z1, "a1": a1, "y_hat": np.einsum("ik,km->im", params["W2"], a1) + params["b2"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    dW2 = np.einsum("im,km->ik", dy_hat, cache["z1"])
    da1 = np.einsum("ik,im->km", params["W2"], dy_hat)
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1 = np.einsum("km,nm->kn", dz1, x)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": dy_hat.sum(), "da1": da1, "dz1": dz1, "dW1": dW1,
            "db1": np.einsum("km->k", dz1).reshape(-1, 1)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
