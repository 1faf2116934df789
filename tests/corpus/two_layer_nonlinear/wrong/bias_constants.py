# autograder: problem = two_layer_nonlinear
# mistake: db1 is a column of ones and db2 the sum of dW2; half of the stubs for training are left
# name: bias-gradient-constant
# expect: backward.db1 wrong
# expect: backward.db2 wrong
# expect: train.* not-implemented
# named: backward.db1 bias-gradient-constant
# named: backward.db2 input-factor-in-bias
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z1 = params["W1"] @ x + params["b1"]
    a1 = sigmoid(z1)
    return {"z1": z1, "a1": a1, "y_hat": params["W2"] @ a1 + params["b2"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dW2 = dy_hat @ cache["a1"].T
    db2 = np.sum(dW2)
    da1 = params["W2"].T @ dy_hat
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1 = dz1 @ x.T
    db1 = np.ones((dz1.shape[0], 1))
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    ...
