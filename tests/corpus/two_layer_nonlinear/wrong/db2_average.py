# autograder: problem = two_layer_nonlinear
# mistake: db2 is an average where a sum belongs
# name: mean-in-bias
# expect: backward.db2 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db2 mean-in-bias
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    hidden = np.matmul(W1, x) + b1
    active = sigmoid(hidden)
    return dict(z1=hidden, a1=active, y_hat=np.matmul(W2, active) + b2)

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

def backward(x, y, params, cache):
    grads = {"dy_hat": 2 * (cache["y_hat"] - y) / y.size}
    grads["dW2"] = np.einsum("om,km->ok", grads["dy_hat"], cache["a1"])
    grads["db2"] = np.average(grads["dy_hat"])
    grads["da1"] = np.einsum("ok,om->km", params["W2"], grads["dy_hat"])
    grads["dz1"] = np.einsum("km,km,km->km", grads["da1"], cache["a1"], 1 - cache["a1"])
    grads["dW1"] = np.einsum("km,nm->kn", grads["dz1"], x)
    grads["db1"] = np.einsum("km->k", grads["dz1"]).reshape(-1, 1)
    return grads

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
