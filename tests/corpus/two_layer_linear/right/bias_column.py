# autograder: problem = two_layer_linear
# style: the bias as one more column
import numpy as np

def forward(x, params):
    W1, b1, W2, b2 = (params[s] for s in ("W1", "b1", "W2", "b2"))
    hidden = np.hstack([W1, b1]) @ np.vstack([x, np.ones((1, x.shape[1]))])
    return {"h": hidden, "y_hat": W2.dot(hidden) + b2}

def loss(y_hat, y):
    return float(np.linalg.norm(y_hat - y) ** 2 / y.shape[1])

def backward(x, y, params, cache):
    m = y.size
    dy_hat = (cache["y_hat"] - y) * (2 / m)
    dW2 = np.einsum("om,km->ok", dy_hat, cache["h"])
    dh = np.einsum("ok,om->km", params["W2"], dy_hat)
    dW1 = np.einsum("km,nm->kn", dh, x)
    return dict(dy_hat=dy_hat, dW2=dW2, db2=dy_hat.sum(), dh=dh, dW1=dW1, db1=dh.sum(1).reshape(-1, 1))

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
