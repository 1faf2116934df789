# autograder: problem = multivariate_regression
# style: a test print in the middle of a script raises
import numpy as np

def forward(x, params):
    return {"y_hat": params["w"] @ x + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

print(forward(np.ones((3, 2)), {"w": np.ones((1, 2)), "b": 0}))

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {"dy_hat": dy_hat, "dw": dy_hat @ x.T, "db": dy_hat.sum()}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, params, cache)
        params = {k: params[k] - lr * g["d" + k] for k in params}
    return params, losses
