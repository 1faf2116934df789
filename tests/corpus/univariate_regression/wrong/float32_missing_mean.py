# autograder: problem = univariate_regression
# mistake: no 1/m, in float32, with dw and db turned into plain floats: following allows for float32 too
# expect: forward.y_hat close
# expect: random_search correct
# expect: loss close
# expect: backward.dy_hat wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.* follows
# named: backward.dy_hat missing-mean
import numpy as np

def random_search(x, y, candidates):
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    i = int(np.argmin(losses))
    return {"w": candidates[i, 0], "b": candidates[i, 1]}, losses[i]

def forward(x, params):
    return {"y_hat": np.float32(params["w"]) * x.astype(np.float32) + np.float32(params["b"])}

def loss(y_hat, y):
    return float(np.mean((y_hat.astype("f4") - y.astype("f4")) ** 2))

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"].astype("f4") - y.astype("f4"))
    return {"dy_hat": dy_hat, "dw": float(np.sum(dy_hat * x.astype("f4"))), "db": float(np.sum(dy_hat))}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"]}
    return params, losses
