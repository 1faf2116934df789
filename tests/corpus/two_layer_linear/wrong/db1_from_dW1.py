# autograder: problem = two_layer_linear
# mistake: the gradient of b1 adds up the rows of dW1, so that the inputs are in it
# name: input-factor-in-bias
# expect: backward.db1 wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db1 input-factor-in-bias
import numpy as np

def forward(x, params):
    h = np.dot(params["W1"], x) + params["b1"]
    y_hat = np.dot(params["W2"], h) + params["b2"]
    return {"h": h, "y_hat": y_hat}

def loss(y_hat, y):
    m = y.shape[1]
    return 1 / m * np.sum(np.square(y_hat - y))

class Backward:
    def __init__(self, x, y, params, cache):
        self.dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
        self.dW2 = self.dy_hat @ cache["h"].T
        self.db2 = self.dy_hat.sum()
        self.dh = params["W2"].T @ self.dy_hat
        self.dW1 = self.dh @ x.T
        self.db1 = self.dW1.sum(axis=1).reshape(params["b1"].shape)

def backward(x, y, params, cache):
    return vars(Backward(x, y, params, cache))

def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses
