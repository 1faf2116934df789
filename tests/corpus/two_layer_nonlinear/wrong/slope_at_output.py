# autograder: problem = two_layer_nonlinear
# mistake: the slope of a sigmoid that the linear output does not have, in backward; train has its own right gradients
# name: slope-of-linear-output
# expect: backward.dy_hat wrong
# expect: backward.dW2 follows
# expect: backward.db2 follows
# expect: backward.da1 follows
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# named: backward.dy_hat slope-of-linear-output
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    hidden = np.matmul(W1, x) + b1
    active = sigmoid(hidden)
    return dict(z1=hidden, a1=active, y_hat=np.matmul(W2, active) + b2)

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def backward(x, y, params, cache):
    out, a1 = cache["y_hat"], cache["a1"]
    delta2 = 2 * (out - y) * out * (1 - out) / x.shape[1]
    da1 = params["W2"].T.dot(delta2)
    delta1 = da1 * (a1 * (1 - a1))
    return {"dy_hat": delta2, "dW2": delta2.dot(a1.T), "db2": delta2.sum(), "da1": da1, "dz1": delta1,
            "dW1": delta1.dot(x.T), "db1": delta1.sum(axis=1, keepdims=True)}

def train(x, y, params, lr, steps):
    p, losses = dict(params), []
    for _ in range(steps):
        cache = forward(x, p)
        losses.append(loss(cache["y_hat"], y))
        d = 2 * (cache["y_hat"] - y) / x.shape[1]
        d1 = p["W2"].T.dot(d) * cache["a1"] * (1 - cache["a1"])
        p = {"W1": p["W1"] - lr * d1.dot(x.T), "b1": p["b1"] - lr * d1.sum(axis=1, keepdims=True),
             "W2": p["W2"] - lr * d.dot(cache["a1"].T), "b2": p["b2"] - lr * d.sum()}
    return p, losses
