# autograder: problem = two_layer_linear
# mistake: dW1 is built from the hidden values, where the inputs belong
# name: activation-for-input
# expect: backward.dW1 shape
# named: backward.dW1 activation-for-input
import numpy as np

def layer(W, b, inputs):
    return W.dot(inputs) + b

def forward(x, params):
    cache = {"h": layer(params["W1"], params["b1"], x)}
    cache["y_hat"] = layer(params["W2"], params["b2"], cache["h"])
    return cache

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def outer_sum(upstream, values):
    total = 0
    for i in range(upstream.shape[1]):
        total = total + np.outer(upstream[:, i], values[:, i])
    return total

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    dh = params["W2"].T.dot(dy_hat)
    dW2 = outer_sum(dy_hat, cache["h"])
    dW1 = outer_sum(dh, cache["h"])
    return dict(dy_hat=dy_hat, dW2=dW2, db2=np.sum(dy_hat), dh=dh, dW1=dW1, db1=np.sum(dh, axis=1, keepdims=True))

def train(x, y, params, lr, steps):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        h = W1 @ x + b1
        error = W2 @ h + b2 - y
        losses.append(np.mean(error ** 2))
        d = 2 * error / x.shape[1]
        back = W2.T @ d
        W2, b2 = W2 - lr * d @ h.T, b2 - lr * d.sum()
        W1, b1 = W1 - lr * back @ x.T, b1 - lr * back.sum(axis=1, keepdims=True)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, losses
