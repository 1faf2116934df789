# autograder: problem = two_layer_perceptron
# mistake: dW2 is built on the pre-activations
# name: pre-activation-for-activation
# expect: backward.dW2 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dW2 pre-activation-for-activation
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    cache, signal = {}, x
    for layer, name in (("1", "a1"), ("2", "y_hat")):
        cache["z" + layer] = params["W" + layer] @ signal + params["b" + layer]
        cache[name] = signal = sigmoid(cache["z" + layer])
    return cache

def loss(y_hat, y):
    chosen = np.where(y == 1, y_hat, 1 - y_hat)
    return -np.log(chosen).mean()

def backward(x, y, params, cache):
    z1, a1 = cache["z1"], cache["a1"]
    grads = {"dz2": (cache["y_hat"] - y) / z1.shape[1]}
    grads["dW2"] = np.einsum("om,km->ok", grads["dz2"], z1)
    grads["db2"] = float(grads["dz2"].sum())
    grads["da1"] = np.einsum("ok,om->km", params["W2"], grads["dz2"])
    grads["dz1"] = grads["da1"] * sigmoid(z1) * sigmoid(-z1)
    grads["dW1"] = np.einsum("km,nm->kn", grads["dz1"], x)
    grads["db1"] = np.einsum("km->k", grads["dz1"])[:, None]
    return grads

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
