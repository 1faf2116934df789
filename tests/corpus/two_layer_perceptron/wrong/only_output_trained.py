# autograder: problem = two_layer_perceptron
# mistake: the hidden layer is never updated: the gradients are right, the loop forgets two of them
# name: first-layer-frozen
# expect: train.params wrong
# expect: train.losses follows
# expect: train.converges wrong
# named: train.params first-layer-frozen
import numpy as np

def sigmoid(z): return 1 / (1 + np.exp(-z))

def forward(x, params):
    cache = {}
    cache["z1"] = params["W1"].dot(x) + params["b1"]
    cache["a1"] = sigmoid(cache["z1"])
    cache["z2"] = params["W2"].dot(cache["a1"]) + params["b2"]
    cache["y_hat"] = sigmoid(cache["z2"])
    return cache

def loss(y_hat, y):
    ones = np.log(y_hat[y == 1]).sum()
    zeros = np.log(1 - y_hat[y == 0]).sum()
    return -(ones + zeros) / y.size

def backward(x, y, params, cache):
    a1 = cache["a1"]
    dz2 = (cache["y_hat"] - y) / y.shape[1]
    da1 = params["W2"].T.dot(dz2)
    dz1 = da1 * a1 * (1 - a1)
    return dict(dz2=dz2, dW2=dz2.dot(a1.T), db2=dz2.sum(), da1=da1, dz1=dz1, dW1=dz1.dot(x.T),
                db1=dz1.sum(1, keepdims=True))

def train(x, y, params, lr, steps):
    W2, b2 = params["W2"], params["b2"]
    losses = []
    for _ in range(steps):
        params["W2"], params["b2"] = W2, b2
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        W2 = W2 - lr * grads["dW2"]
        b2 = b2 - lr * grads["db2"]
    return dict(params, W2=W2, b2=b2), losses
