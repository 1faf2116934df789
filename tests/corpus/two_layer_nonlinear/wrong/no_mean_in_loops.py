# autograder: problem = two_layer_nonlinear
# mistake: the loop adds up the examples and never divides by their number
# name: missing-mean
# expect: backward.dy_hat wrong
# expect: backward.dW2 follows
# expect: backward.db2 follows
# expect: backward.da1 follows
# expect: backward.dz1 follows
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dy_hat missing-mean
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    hidden = np.matmul(W1, x) + b1
    active = sigmoid(hidden)
    return dict(z1=hidden, a1=active, y_hat=np.matmul(W2, active) + b2)

def loss(y_hat, y):
    total = 0
    for p, t in zip(y_hat.ravel(), y.ravel()):
        total += (p - t) ** 2
    return total / y.size

def backward(x, y, params, cache):
    W2, a1 = params["W2"], cache["a1"]
    k, m = a1.shape
    g = {"dy_hat": np.zeros((1, m)), "dW2": np.zeros((1, k)), "db2": 0.0, "da1": np.zeros((k, m)),
         "dz1": np.zeros((k, m)), "dW1": np.zeros(params["W1"].shape), "db1": np.zeros((k, 1))}
    for i in range(m):
        d = 2 * (cache["y_hat"][0, i] - y[0, i])
        g["dy_hat"][0, i] = d
        g["db2"] += d
        for j in range(k):
            g["dW2"][0, j] += d * a1[j, i]
            g["da1"][j, i] = d * W2[0, j]
            g["dz1"][j, i] = g["da1"][j, i] * a1[j, i] * (1 - a1[j, i])
            g["dW1"][j] += g["dz1"][j, i] * x[:, i]
            g["db1"][j, 0] += g["dz1"][j, i]
    return g

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
