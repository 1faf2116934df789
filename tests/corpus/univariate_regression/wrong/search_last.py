# autograder: problem = univariate_regression
# mistake: the best loss is never updated, so the last candidate that beats infinity wins
# name: last-candidate
# expect: random_search wrong
# named: random_search last-candidate
import numpy as np

def random_search(x, y, candidates):
    best_loss = np.inf
    best_params = {}
    for w, b in candidates:
        current = np.mean((w * x + b - y) ** 2)
        if current < best_loss:
            best_params = {"w": w, "b": b}
    return best_params, current

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    losses = []
    for _ in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * grads["dw"], b - lr * grads["db"]
    return {"w": w, "b": b}, losses
