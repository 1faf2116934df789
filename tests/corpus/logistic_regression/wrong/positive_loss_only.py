# autograder: problem = logistic_regression
# mistake: the loss looks at the examples with label 1 only, as cross-entropy with one-hot labels does
# name: one-term-only
# expect: loss wrong
# expect: train.losses follows
# named: loss one-term-only
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z = np.dot(params['w'], x) + params['b']
    y_hat = sigmoid(z)
    return {'z': z, 'y_hat': y_hat}

def loss(y_hat, y):
    m = y.shape[1]
    total = 0
    for i in range(m):
        total += y[0][i] * np.log(y_hat[0][i])
    return -total / m

def backward(x, y, params, cache):
    m = x.shape[1]
    dz = 1/m * (cache['y_hat'] - y)
    dw = np.dot(dz, x.T)
    db = np.sum(dz)
    return {'dz': dz, 'dw': dw, 'db': db}

def train(x, y, params, lr, steps):
    losses = []
    for i in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache['y_hat'], y))
        grads = backward(x, y, params, cache)
        params = {'w': params['w'] - lr*grads['dw'], 'b': params['b'] - lr*grads['db']}
    return params, losses
