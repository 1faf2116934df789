# autograder: problem = univariate_regression
# mistake: forward and loss depend on how often they were called
# expect: forward.y_hat wrong
# expect: loss wrong
import numpy as np

CALLS = []
decay = 1.0

def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]

def forward(x, params):
    CALLS.append(x.shape)
    return {"y_hat": params["w"] * x + params["b"] + 0.001 * (len(CALLS) - 1)}

def loss(y_hat, y):
    global decay
    value = decay * np.mean((y_hat - y) ** 2)
    decay *= 0.9
    return value

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        r = w * x + b - y
        losses.append(np.mean(r ** 2))
        w, b = w - lr * 2 * np.mean(r * x), b - lr * 2 * r.mean()
    return {"w": w, "b": b}, losses
