# autograder: problem = two_layer_nonlinear
# mistake: b2 is added in the hidden layer too, from a loop that forgets to change the bias
# name: wrong-bias
# expect: forward.z1 wrong
# expect: forward.a1 follows
# expect: forward.y_hat follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.z1 wrong-bias
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    signal, out = x, []
    for W in (params["W1"], params["W2"]):
        z = np.dot(W, signal) + params["b2"]
        signal = sigmoid(z)
        out += [z, signal]
    return {"z1": out[0], "a1": out[1], "y_hat": out[2]}

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

def backward(x, y, params, cache):
    m = x.shape[1]
    a1 = cache["a1"]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    dW2 = np.dot(dy_hat, a1.T)
    db2 = np.sum(dy_hat)
    da1 = np.dot(params["W2"].T, dy_hat)
    dz1 = da1 * a1 * (1 - a1)
    dW1 = np.dot(dz1, x.T)
    db1 = np.sum(dz1, axis=1, keepdims=True)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}

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
