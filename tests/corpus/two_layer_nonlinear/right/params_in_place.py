# autograder: problem = two_layer_nonlinear
# style: train updates the given parameters in place with -=, backward overwrites the cache
import numpy as np

def sigmoid(z):
    z *= -1
    np.exp(z, out=z)
    z += 1
    return 1 / z

def forward(x, params):
    z1 = params["W1"] @ x
    z1 += params["b1"]
    a1 = sigmoid(z1.copy())
    y_hat = params["W2"] @ a1
    y_hat += params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}

def loss(y_hat, y):
    return ((y_hat - y) ** 2).mean()

def backward(x, y, params, cache):
    dy_hat = cache.pop("y_hat")
    dy_hat -= y
    dy_hat *= 2 / x.shape[1]
    cache["dy_hat"] = dy_hat
    cache["dW2"] = dy_hat @ cache["a1"].T
    cache["db2"] = dy_hat.sum()
    cache["da1"] = params["W2"].T @ dy_hat
    cache["dz1"] = cache["da1"].copy()
    cache["dz1"] *= cache["a1"]
    cache["a1"] -= 1
    cache["dz1"] *= -cache["a1"]
    cache["dW1"] = cache["dz1"] @ x.T
    cache["db1"] = cache["dz1"].sum(1, keepdims=True)
    return cache

def train(x, y, params, lr, steps):
    losses = []
    for i in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        for key in params:
            params[key] -= lr * grads["d" + key]
    return params, losses
