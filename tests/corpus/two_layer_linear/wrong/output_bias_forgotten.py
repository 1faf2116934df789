# autograder: problem = two_layer_linear
# mistake: the second layer has no bias
# name: bias-left-out
# expect: forward.y_hat wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.y_hat bias-left-out
import numpy as np

def forward(x, params):
    units, m = params["W1"].shape[0], x.shape[1]
    h, y_hat = np.zeros((units, m)), np.zeros((1, m))
    for i in range(m):
        for j in range(units):
            h[j, i] = params["W1"][j] @ x[:, i] + params["b1"][j, 0]
            y_hat[0, i] += params["W2"][0, j] * h[j, i]
    return {"h": h, "y_hat": y_hat}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    dW2 = np.dot(dy_hat, cache["h"].T)
    db2 = np.sum(dy_hat)
    dh = np.dot(params["W2"].T, dy_hat)
    dW1 = np.dot(dh, x.T)
    db1 = np.sum(dh, axis=1, keepdims=True)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}

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
