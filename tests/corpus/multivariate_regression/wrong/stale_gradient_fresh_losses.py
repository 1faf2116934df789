# autograder: problem = multivariate_regression
# mistake: the gradient is taken once, before the loop, while the losses are those of the moving parameters
# name: gradient-never-renewed
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges wrong
# named: train.params gradient-never-renewed
import numpy as np

def forward(x, params):
    m = x.shape[1]
    y_hat = np.zeros((1, m))
    for i in range(m):
        y_hat[0, i] = params["w"][0].dot(x[:, i]) + params["b"]
    return {"y_hat": y_hat}

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    return {"dy_hat": dy_hat, "dw": np.dot(dy_hat, x.T), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    grads = backward(x, y, params, forward(x, params))
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        losses.append(np.mean((w @ x + b - y) ** 2))
        w = w - lr * grads["dw"]
        b = b - lr * grads["db"]
    return {"w": w, "b": b}, losses
