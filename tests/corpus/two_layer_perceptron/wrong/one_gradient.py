# autograder: problem = two_layer_perceptron
# mistake: the gradient is taken once and every step is a multiple of it
# name: gradient-never-renewed
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges wrong
# named: train.params gradient-never-renewed
# named: train.converges gradient-never-renewed
import numpy as np

def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1.0 + e)

def forward(x, params):
    cache, flow = {}, x
    for layer in "12":
        cache["z" + layer] = params["W" + layer] @ flow + params["b" + layer]
        flow = cache["a" + layer] = sigmoid(cache["z" + layer])
    cache["y_hat"] = flow
    return cache

def loss(y_hat, y):
    right = np.where(y > 0.5, y_hat, 1 - y_hat)
    return -np.log(right).mean()

def backward(x, y, params, cache):
    m = y.shape[1]
    dz2 = (cache["y_hat"] - y) / m
    da1 = np.outer(params["W2"], dz2)
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    return {"dz2": dz2, "dW2": np.atleast_2d(cache["a1"] @ dz2[0]), "db2": sum(dz2[0]), "da1": da1, "dz1": dz1,
            "dW1": (x @ dz1.T).T, "db1": np.array([[row.sum()] for row in dz1])}

def train(x, y, params, lr, steps):
    c = forward(x, params)
    g = backward(x, y, params, c)
    losses = [loss(forward(x, {k: params[k] - i * lr * g["d" + k] for k in params})["y_hat"], y) for i in range(steps)]
    return {k: params[k] - steps * lr * g["d" + k] for k in params}, losses
