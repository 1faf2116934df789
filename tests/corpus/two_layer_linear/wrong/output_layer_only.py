# autograder: problem = two_layer_linear
# mistake: the first layer never moves
# name: first-layer-frozen
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges wrong
# named: train.params first-layer-frozen
import numpy as np

def forward(x, params):
    W1, b1, W2, b2 = (params[key] for key in ("W1", "b1", "W2", "b2"))
    h = np.einsum("kn,nm->km", W1, x) + b1
    return dict(h=h, y_hat=np.einsum("ok,km->om", W2, h) + b2)

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = 2 / m * (cache["y_hat"] - y)
    dW2 = np.dot(dy_hat, cache["h"].T)
    db2 = np.sum(dy_hat)
    dh = np.dot(params["W2"].T, dy_hat)
    dW1 = np.dot(dh, x.T)
    db1 = np.sum(dh, axis=1, keepdims=True)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}

def train(x, y, params, lr, steps):
    W2, b2 = params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        now = {"W1": params["W1"], "b1": params["b1"], "W2": W2, "b2": b2}
        cache = forward(x, now)
        losses.append(loss(cache["y_hat"], y))
        g = backward(x, y, now, cache)
        W2 = W2 - lr * g["dW2"]
        b2 = b2 - lr * g["db2"]
    return {**params, "W2": W2, "b2": b2}, losses
