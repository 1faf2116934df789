# autograder: problem = multivariate_regression
# mistake: the loop over the examples overwrites dw instead of adding; db adds as it should
# expect: backward.dw wrong
# expect: train.* follows
# named: backward.dw last-example-only
import numpy as np

def forward(x, params):
    y_hat = np.array([[float(np.dot(params["w"][0], column)) + params["b"] for column in x.T]])
    return {"y_hat": y_hat}

def loss(y_hat, y):
    return sum((p - t) ** 2 for p, t in zip(y_hat[0], y[0])) / len(y[0])

def backward(x, y, params, cache):
    n, m = x.shape
    dy_hat = np.zeros((1, m))
    dw = np.zeros((1, n))
    db = 0.0
    for i in range(m):
        dy_hat[0, i] = 2 * (cache["y_hat"][0, i] - y[0, i]) / m
        db += dy_hat[0, i]
        for j in range(n):
            dw[0, j] = dy_hat[0, i] * x[j, i]
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * grads["dw"], b - lr * grads["db"]
    return {"w": w, "b": b}, losses
