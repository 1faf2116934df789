# autograder: problem = univariate_regression
# mistake: train returns the least-squares solution and a made-up curve of losses
# expect: train.params wrong
# expect: train.losses wrong
# expect: train.converges wrong
import numpy as np

def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    w, b = np.polyfit(x[0], y[0], 1)
    return {"w": w, "b": b}, [1.0 / (i + 1) for i in range(steps)]
