# autograder: problem = logistic_regression
# style: loops over examples and features, if y == 1 in the loss, math instead of numpy
import math

import numpy as np

def sigmoid(z):
    s = np.zeros(z.shape)
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            s[i][j] = 1.0 / (1.0 + math.exp(-z[i][j]))
    return s

def forward(x, params):
    n, m = x.shape
    z = np.zeros((1, m))
    for i in range(m):
        z[0, i] = params['b']
        for j in range(n):
            z[0, i] += params['w'][0, j] * x[j, i]
    return {'z': z, 'y_hat': sigmoid(z)}

def loss(y_hat, y):
    total = 0
    for i in range(y.shape[1]):
        if y[0, i] == 1:
            total -= math.log(y_hat[0, i])
        else:
            total -= math.log(1 - y_hat[0, i])
    return total / y.shape[1]

def backward(x, y, params, cache):
    n, m = x.shape
    dz = np.zeros((1, m))
    dw = np.zeros((1, n))
    db = 0
    for i in range(m):
        dz[0, i] = (cache['y_hat'][0, i] - y[0, i]) / m
        db += dz[0, i]
        for j in range(n):
            dw[0, j] += dz[0, i] * x[j, i]
    return {'dz': dz, 'dw': dw, 'db': db}

def train(x, y, params, lr, steps):
    w, b = params['w'].copy(), params['b']
    losses = []
    for _ in range(steps):
        cache = forward(x, {'w': w, 'b': b})
        losses.append(loss(cache['y_hat'], y))
        g = backward(x, y, {'w': w, 'b': b}, cache)
        w -= lr * g['dw']
        b -= lr * g['db']
    return {'w': w, 'b': b}, losses
