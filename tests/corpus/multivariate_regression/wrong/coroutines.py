# autograder: problem = multivariate_regression
# mistake: async functions give coroutines; losses one too many; an answer far too large
# expect: forward.* shape
# expect: loss shape
# expect: backward.* raised
# expect: train.losses shape
import numpy as np

async def forward(x, params):
    return {"y_hat": params["w"] @ x + params["b"]}

def loss(y_hat, y):
    return np.zeros((2000, 2000))

def backward(x, y, params, cache):
    import this_module_does_not_exist

    return this_module_does_not_exist.gradients(x, y, params, cache)

def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        r = w @ x + b - y
        losses.append(np.mean(r ** 2))
        w, b = w - lr * 2 / r.size * r @ x.T, b - lr * 2 * r.mean()
    losses.append(np.mean((w @ x + b - y) ** 2))
    return {"w": w, "b": b}, losses
