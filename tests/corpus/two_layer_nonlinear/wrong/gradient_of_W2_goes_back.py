# autograder: problem = two_layer_nonlinear
# mistake: the gradient of W2 stands where W2 belongs on the way back
# name: gradient-for-weights
# expect: backward.da1 wrong
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.da1 gradient-for-weights
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    y_hat = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    a1 = cache["a1"]
    W2 = params["W2"]
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    W2 = dy_hat.dot(a1.T)
    da1 = W2.T.dot(dy_hat)
    dz1 = da1 * (a1 - a1 ** 2)
    return {"dy_hat": dy_hat, "dW2": W2, "db2": dy_hat.sum(), "da1": da1, "dz1": dz1, "dW1": dz1.dot(x.T),
            "db1": dz1.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
