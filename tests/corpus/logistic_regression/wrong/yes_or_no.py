# autograder: problem = logistic_regression
# mistake: forward answers 0 or 1 instead of a probability: logarithms of zero in every loss on the way
# name: threshold-for-sigmoid
# expect: forward.y_hat wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: forward.y_hat threshold-for-sigmoid
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def predict(z):
    return (sigmoid(z) > 0.5).astype(float)

def forward(x, params):
    z = np.dot(params["w"], x) + params["b"]
    return {"z": z, "y_hat": predict(z)}

def loss(y_hat, y):
    return -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))

def backward(x, y, params, cache):
    dz = (cache["y_hat"] - y) / x.shape[1]
    return {"dz": dz, "dw": np.dot(dz, x.T), "db": np.sum(dz)}

def train(x, y, params, lr, steps):
    losses = []
    for step in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: v - lr * grads["d" + k] for k, v in params.items()}
    return params, losses
