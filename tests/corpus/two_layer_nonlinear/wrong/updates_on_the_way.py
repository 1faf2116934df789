# autograder: problem = two_layer_nonlinear
# mistake: train updates each layer as soon as its gradient is there, so that da1 sees the new W2
# name: updated-weights-used
# expect: train.params wrong
# expect: train.losses follows
# named: train.params updated-weights-used
import numpy as np

def sigmoid(t):
    s = 1.0 / (1.0 + np.exp(-t))
    return s

def forward(x, params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    hidden = np.matmul(W1, x) + b1
    active = sigmoid(hidden)
    return dict(z1=hidden, a1=active, y_hat=np.matmul(W2, active) + b2)

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

def sigmoid_slope(a):
    return a - a ** 2

def backward(x, y, params, cache):
    g = {}
    g["dy_hat"] = 2 * (cache["y_hat"] - y) / y.shape[1]
    g["dW2"] = g["dy_hat"].dot(cache["a1"].T)
    g["db2"] = g["dy_hat"].sum()
    g["da1"] = params["W2"].T.dot(g["dy_hat"])
    g["dz1"] = g["da1"] * sigmoid_slope(cache["a1"])
    g["dW1"] = g["dz1"].dot(x.T)
    g["db1"] = g["dz1"].sum(axis=1).reshape(-1, 1)
    return g

def train(x, y, params, lr, steps):
    W1, b1, W2, b2 = [params[name] for name in ("W1", "b1", "W2", "b2")]
    history = []
    for _ in range(steps):
        a1 = sigmoid(np.dot(W1, x) + b1)
        out = np.dot(W2, a1) + b2
        history.append(loss(out, y))
        delta = 2 * (out - y) / x.shape[1]
        W2 = W2 - lr * np.dot(delta, a1.T)
        b2 = b2 - lr * np.sum(delta)
        delta = np.dot(W2.T, delta) * a1 * (1 - a1)
        W1 = W1 - lr * np.dot(delta, x.T)
        b1 = b1 - lr * np.sum(delta, axis=1, keepdims=True)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, history
