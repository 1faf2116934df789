# autograder: problem = two_layer_linear
# style: a small tape of closures, recorded going forward and played backwards
import numpy as np


def layer(W, b):
    def go(a):
        def back(d):
            return W.T @ d, d @ a.T, d @ np.ones((a.shape[1], 1))

        return W @ a + b, back

    return go


def forward(x, params):
    h, _ = layer(params["W1"], params["b1"])(x)
    y_hat, _ = layer(params["W2"], params["b2"])(h)
    return {"h": h, "y_hat": y_hat}


def loss(y_hat, y):
    return np.var(y_hat - y) + np.mean(y_hat - y) ** 2


def backward(x, y, params, cache):
    tape = []
    for number, a in ((1, x), (2, cache["h"])):
        _, back = layer(params[f"W{number}"], params[f"b{number}"])(a)
        tape.append(back)
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dh, dW2, db2 = tape.pop()(dy_hat)
    _, dW1, db1 = tape.pop()(dh)
    return dict(dy_hat=dy_hat, dW2=dW2, db2=db2, dh=dh, dW1=dW1, db1=db1)


def train(x, y, params, lr, steps):
    def go_on(point, left, losses):
        if not left:
            return point, losses
        cache = forward(x, point)
        grads = backward(x, y, point, cache)
        moved = {k: v - lr * grads["d" + k] for k, v in point.items()}
        return go_on(moved, left - 1, losses + [loss(cache["y_hat"], y)])

    return go_on(params, steps, [])
