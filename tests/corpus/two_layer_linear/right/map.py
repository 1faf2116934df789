# autograder: problem = two_layer_linear
# style: one example at a time with a generator and map
import numpy as np

def forward(x, params):
    W1, b1, W2, b2 = (params[s] for s in ("W1", "b1", "W2", "b2"))
    hidden = np.hstack([W1, b1]) @ np.vstack([x, np.ones((1, x.shape[1]))])
    return {"h": hidden, "y_hat": W2.dot(hidden) + b2}

def loss(y_hat, y):
    return float(np.linalg.norm(y_hat - y) ** 2 / y.shape[1])

def backward(x, y, params, cache):
    m = x.shape[1]
    def one(i):
        d = 2 * (cache["y_hat"][:, [i]] - y[:, [i]]) / m
        dh = params["W2"].T @ d
        return d, d @ cache["h"][:, [i]].T, dh, dh @ x[:, [i]].T
    d, dW2, dh, dW1 = zip(*map(one, range(m)))
    return {"dy_hat": np.hstack(d), "dW2": sum(dW2), "db2": sum(e.item() for e in d), "dh": np.hstack(dh),
            "dW1": sum(dW1), "db1": sum(dh)}

def train(x, y, params, lr, steps):
    current, record = {**params}, []
    while len(record) < steps:
        memo = forward(x, current)
        record += [loss(memo["y_hat"], y)]
        slopes = backward(x, y, current, memo)
        current = {name: value - lr * slopes[f"d{name}"] for name, value in current.items()}
    return current, record
