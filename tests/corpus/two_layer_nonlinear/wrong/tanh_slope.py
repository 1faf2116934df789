# autograder: problem = two_layer_nonlinear
# mistake: the slope of tanh under a sigmoid
# name: tanh-slope
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz1 tanh-slope
import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-1.0 * z))

def forward(x, params):
    Z1 = np.dot(params["W1"], x) + params["b1"]
    A1 = sigmoid(Z1)
    Z2 = np.dot(params["W2"], A1) + params["b2"]
    return {"z1": Z1, "a1": A1, "z2": Z2, "y_hat": Z2}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    A1 = cache["a1"]
    dZ2 = 2 * (cache["y_hat"] - y) / x.shape[1]
    dA1 = np.dot(params["W2"].T, dZ2)
    dZ1 = np.multiply(dA1, 1 - np.power(A1, 2))
    return {"dy_hat": dZ2, "dW2": np.dot(dZ2, A1.T), "db2": np.sum(dZ2), "da1": dA1, "dz1": dZ1,
            "dW1": np.dot(dZ1, x.T), "db1": np.sum(dZ1, axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
