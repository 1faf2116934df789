# autograder: problem = univariate_regression
# mistake: draws candidates of its own and starts training from a random point: no two runs agree
# expect: random_search wrong
# expect: train.params wrong
# expect: train.losses wrong
import numpy as np

def random_search(x, y, candidates):
    tries = np.random.randn(500, 2)
    losses = np.mean((tries[:, :1] * x + tries[:, 1:] - y) ** 2, axis=1)
    i = np.argmin(losses)
    return {"w": tries[i, 0], "b": tries[i, 1]}, losses[i]

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / y.shape[1]
    return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}

def train(x, y, params, lr, steps):
    w, b = params["w"] + np.random.normal(scale=0.01), params["b"]
    losses = []
    for _ in range(steps):
        cache = forward(x, {"w": w, "b": b})
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return {"w": w, "b": b}, losses
