# autograder: problem = multivariate_regression
# mistake: results rounded for display, and a prediction cut to whole numbers
# expect: forward.y_hat wrong
# expect: loss wrong
# expect: train.* wrong
# expect: train.losses follows
import numpy as np

def forward(x, params):
    return {"y_hat": (params["w"] @ x + params["b"]).astype(int)}

def loss(y_hat, y):
    return round(float(np.mean((y_hat - y) ** 2)), 3)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {"dy_hat": dy_hat, "dw": dy_hat @ x.T, "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, {"y_hat": np.round(cache["y_hat"] + 0.5)})
        params = {"w": np.round(params["w"] - lr * g["dw"], 3), "b": params["b"] - lr * g["db"]}
    return params, losses
