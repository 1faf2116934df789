# autograder: problem = univariate_regression
# style: np.dot everywhere, (1, 1) arrays where a number is asked, losses as an array
import numpy as np

def random_search(x, y, candidates):
    preds = np.dot(candidates[:, :1], x) + candidates[:, 1:]       # (N, m)
    errors = preds - y
    mse = np.diag(np.dot(errors, errors.T)) / x.shape[1]
    k = mse.argmin()
    return {"w": candidates[k:k+1, :1], "b": candidates[k:k+1, 1:]}, mse[k].reshape(1, 1)

def forward(x, params):
    return {"y_hat": np.dot(np.array([[params["w"], params["b"]]]).reshape(1, 2), np.vstack((x, np.ones(x.shape))))}

def loss(y_hat, y):
    e = y_hat - y
    return np.dot(e, e.T) / y.shape[1]

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = np.dot(2.0 / m, cache["y_hat"] - y)
    dw = np.dot(dy_hat, x.T)
    db = np.dot(dy_hat, np.ones((m, 1)))
    return {"dy_hat": dy_hat, "dw": dw, "db": db}

def train(x, y, params, lr, steps):
    losses = np.zeros((steps, 1))
    w, b = np.array([[params["w"]]]), np.array([[params["b"]]])
    for i in range(steps):
        cache = {"y_hat": np.dot(w, x) + b}
        losses[i] = loss(cache["y_hat"], y)
        grads = backward(x, y, {"w": w, "b": b}, cache)
        w = w - np.dot(lr, grads["dw"])
        b = b - np.dot(lr, grads["db"])
    return {"w": w, "b": b}, losses
