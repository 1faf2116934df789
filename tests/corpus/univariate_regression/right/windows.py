# autograder: problem = univariate_regression
# style: Windows line ends
import numpy as np

def random_search(x, y, candidates):
    best_params, best_loss = None, np.inf
    for (w, b) in candidates:
        l = loss(w * x + b, y)
        if l < best_loss:
            best_params, best_loss = {"w": w, "b": b}, l
    return best_params, best_loss

def forward(x, params):
    """
    Prediction of the line.
    """
    return {"y_hat": x * params["w"] \
            + params["b"]}

def loss(y_hat, y):
    return np.sum((y - y_hat) ** 2) / y.shape[1]

def backward(x, y, params, cache):
    dy_hat = -2 * (y - cache["y_hat"]) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(x * dy_hat), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    w = params["w"]; b = params["b"]
    losses = []
    for step in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, {"w": w, "b": b}, cache)
        w -= lr * grads["dw"]
        b -= lr * grads["db"]
    return {"w": w, "b": b}, losses
