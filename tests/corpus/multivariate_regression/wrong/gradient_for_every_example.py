# autograder: problem = multivariate_regression
# mistake: dw is left as a column for each example
# name: elementwise-for-matrix-product
# expect: backward.dw shape
# named: backward.dw elementwise-for-matrix-product
import numpy as np

def forward(x, params):
    return {"y_hat": np.dot(params["w"], x) + params["b"]}

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    per_example = [dy_hat[0, i] * x[:, i] for i in range(x.shape[1])]
    return {"dy_hat": dy_hat, "dw": np.stack(per_example, axis=1), "db": float(dy_hat.sum())}

def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    m = x.shape[1]
    for _ in range(steps):
        error = w @ x + b - y
        losses.append((error ** 2).sum() / m)
        w, b = w - lr * 2 / m * error @ x.T, b - lr * 2 / m * error.sum()
    return {"w": w, "b": b}, losses
