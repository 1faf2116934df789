# autograder: problem = multivariate_regression
# mistake: weight decay of strength one and its 1/m in the gradient, and no such term in the loss or in train
# name: penalty-not-in-loss
# expect: backward.dw wrong
# named: backward.dw penalty-not-in-loss
import numpy as np

def forward(x, params):
    m = x.shape[1]
    y_hat = np.zeros((1, m))
    for i in range(m):
        y_hat[0, i] = params["w"][0].dot(x[:, i]) + params["b"]
    return {"y_hat": y_hat}

def loss(y_hat, y):
    error = y_hat - y
    return np.mean(error * error)

class Regularized:
    strength = 1.0

    def gradient(self, w, m):
        return self.strength * w / m

def backward(x, y, params, cache):
    m = y.shape[1]
    dy_hat = (cache["y_hat"] - y) * 2 / m
    dw = np.inner(dy_hat, x) + Regularized().gradient(params["w"], m)
    return {"dy_hat": dy_hat, "dw": dw, "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        y_hat = forward(x, {"w": w, "b": b})["y_hat"]
        losses.append(loss(y_hat, y))
        slopes = 2 * (y_hat - y) / y_hat.size
        w, b = w - lr * np.inner(slopes, x), b - lr * slopes.sum()
    return {"w": w, "b": b}, losses
