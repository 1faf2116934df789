# autograder: problem = two_layer_linear
# mistake: train does everything by itself and moves W2 before dh is taken
# name: updated-weights-used
# expect: train.params wrong
# expect: train.losses follows
# named: train.params updated-weights-used
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
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        c = forward(x, {"W1": W1, "b1": b1, "W2": W2, "b2": b2})
        losses.append(loss(c["y_hat"], y))
        d = 2 * (c["y_hat"] - y) / x.shape[1]
        W2 = W2 - lr * d @ c["h"].T
        b2 = b2 - lr * d.sum()
        dh = W2.T @ d
        W1 = W1 - lr * dh @ x.T
        b1 = b1 - lr * dh.sum(axis=1, keepdims=True)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, losses
