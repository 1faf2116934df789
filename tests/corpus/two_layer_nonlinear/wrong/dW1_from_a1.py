# autograder: problem = two_layer_nonlinear
# mistake: the activations take the place of the inputs in dW1
# name: activation-for-input
# expect: backward.dW1 shape
# named: backward.dW1 activation-for-input
import numpy as np

def sigmoid(z):
    return np.exp(z) / (np.exp(z) + 1)

def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = sigmoid(z1)
    y_hat = np.dot(params["W2"], a1) + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

def weight_gradient(d, values):
    return np.array([[np.sum(row * value) for value in values] for row in d])

def backward(x, y, params, cache):
    a1 = cache["a1"]
    d2 = 2 * (cache["y_hat"] - y) / y.shape[1]
    da1 = params["W2"].T * d2
    d1 = da1 * a1 * (1 - a1)
    return {"dy_hat": d2, "da1": da1, "dz1": d1, "db2": d2.sum(), "db1": d1.sum(axis=1, keepdims=True),
            "dW2": weight_gradient(d2, a1), "dW1": weight_gradient(d1, a1)}

def train(x, y, params, lr, steps):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        a1 = sigmoid(W1 @ x + b1)
        y_hat = W2 @ a1 + b2
        losses.append(loss(y_hat, y))
        d2 = 2 * (y_hat - y) / y.shape[1]
        d1 = (W2.T @ d2) * a1 * (1 - a1)
        W1, b1 = W1 - lr * d1 @ x.T, b1 - lr * d1.sum(axis=1, keepdims=True)
        W2, b2 = W2 - lr * d2 @ a1.T, b2 - lr * d2.sum()
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, losses
