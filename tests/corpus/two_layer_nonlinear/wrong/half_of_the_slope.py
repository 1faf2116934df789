# autograder: problem = two_layer_nonlinear
# mistake: only the factor 1 - a of the slope; the factor a is lost in a helper
# name: slope-incomplete
# expect: backward.dz1 wrong
# expect: backward.dW1 follows
# expect: backward.db1 follows
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.dz1 slope-incomplete
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def slope(activation):
    return np.ones(activation.shape) - activation

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
    m = x.shape[1]
    W2, a1 = params["W2"], cache["a1"]
    residual = cache["y_hat"] - y
    dy_hat = np.array([[2 * r / m for r in residual[0]]])
    da1 = np.outer(W2[0], dy_hat[0])
    dz1 = slope(a1) * da1
    dW1 = sum(np.outer(dz1[:, i], x[:, i]) for i in range(m))
    db1 = sum(dz1[:, i:i + 1] for i in range(m))
    dW2 = sum(dy_hat[0, i] * a1[:, i] for i in range(m))[None, :]
    return dict(dy_hat=dy_hat, dW2=dW2, db2=dy_hat.sum(), da1=da1, dz1=dz1, dW1=dW1, db1=db1)

def train(x, y, params, lr, steps):
    params = params.copy()
    costs = []
    while len(costs) < steps:
        cache = forward(x, params)
        costs.append(float(loss(cache["y_hat"], y)))
        g = backward(x, y, params, cache)
        params["W1"] = params["W1"] - lr * g["dW1"]
        params["b1"] = params["b1"] - lr * g["db1"]
        params["W2"] = params["W2"] - lr * g["dW2"]
        params["b2"] = params["b2"] - lr * g["db2"]
    return params, costs
