# autograder: problem = two_layer_nonlinear
# mistake: the gradients are taken before the loop; the losses are those of the moving parameters
# name: gradient-never-renewed
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges wrong
# named: train.params gradient-never-renewed
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    y_hat = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

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
    grads = backward(x, y, params, forward(x, params))
    params, losses = dict(params), []
    for _ in range(steps):
        losses.append(loss(forward(x, params)["y_hat"], y))
        for name in params:
            params[name] = params[name] - lr * grads["d" + name]
    return params, losses
