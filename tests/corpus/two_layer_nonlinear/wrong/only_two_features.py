# autograder: problem = two_layer_nonlinear
# mistake: two inputs are written out by hand in the first layer
# name: features-hard-coded
# expect: forward.z1 wrong
# expect: forward.a1 follows
# expect: forward.y_hat follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.z1 features-hard-coded
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    W1, b1 = params["W1"], params["b1"]
    x1, x2 = x[0], x[1]
    z1 = np.array([[w[0] * u + w[1] * v + b[0] for u, v in zip(x1, x2)] for w, b in zip(W1, b1)])
    a1 = sigmoid(z1)
    return {"z1": z1, "a1": a1, "y_hat": params["W2"] @ a1 + params["b2"]}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def sigmoid_slope(a):
    return a - a ** 2

def backward(x, y, params, cache):
    g = {}
    g["dy_hat"] = 2 * (cache["y_hat"] - y) / y.shape[1]
    g["dW2"] = g["dy_hat"].dot(cache["a1"].T)
    g["db2"] = g["dy_hat"].sum()
    g["da1"] = params["W2"].T.dot(g["dy_hat"])
    g["dz1"] = g["da1"] * sigmoid_slope(cache["a1"])
    g["dW1"] = g["dz1"].dot(x.T)
    g["db1"] = g["dz1"].sum(axis=1).reshape(-1, 1)
    return g

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
