# autograder: problem = multivariate_regression
# mistake: dw is the summed error times the weights, not times the inputs
# name: weights-for-input
# expect: backward.dw wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dw weights-for-input
import numpy as np

def forward(x, params):
    m = x.shape[1]
    y_hat = np.zeros((1, m))
    for i in range(m):
        y_hat[0, i] = params["w"][0].dot(x[:, i]) + params["b"]
    return {"y_hat": y_hat}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    m = y.shape[1]
    dy_hat = [2 * (p - t) / m for p, t in zip(cache["y_hat"][0], y[0])]
    dw = np.zeros(params["w"].shape)
    for d in dy_hat:
        dw += d * params["w"]
    return {"dy_hat": np.array([dy_hat]), "dw": dw, "db": sum(dy_hat)}

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
