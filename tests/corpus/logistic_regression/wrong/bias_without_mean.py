# autograder: problem = logistic_regression
# mistake: dz has no 1/m, dw gets it, db is forgotten
# name: mean-only-at-parameters
# expect: backward.dz wrong
# expect: backward.db follows
# unnamed: backward.dz mean-only-at-parameters, the declared edit has the mean in db too
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z = np.dot(params["w"], x) + params["b"]
    return {"z": z, "y_hat": sigmoid(z)}

def loss(y_hat, y):
    chosen = np.where(y == 1, y_hat, 1 - y_hat)
    return -np.log(chosen).mean()

def backward(x, y, params, cache):
    m = x.shape[1]
    dz = cache["y_hat"] - y
    dw = np.dot(dz, x.T) / m
    db = np.sum(dz)
    return {"dz": dz, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        p = sigmoid(w @ x + b)
        losses.append(loss(p, y))
        g = backward(x, y, {"w": w, "b": b}, {"y_hat": p})
        w, b = w - lr * g["dw"], b - lr * g["db"] / y.size
    return {"w": w, "b": b}, losses
