# autograder: problem = two_layer_nonlinear
# mistake: the slope of a sigmoid that the linear output does not have
# name: slope-of-linear-output
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
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
