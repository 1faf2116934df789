# autograder: problem = multivariate_regression
# style: loops over examples and over features, nothing vectorised
import numpy as np

def forward(x, params):
    n = x.shape[0]
    m = x.shape[1]
    w = params['w']
    y_hat = np.zeros((1, m))
    for i in range(m):
        s = 0
        for j in range(n):
            s = s + w[0][j] * x[j][i]
        y_hat[0][i] = s + params['b']
    cache = {}
    cache['y_hat'] = y_hat
    return cache

def loss(y_hat, y):
    L = 0
    for i in range(y.shape[1]):
        L = L + (y[0][i] - y_hat[0][i])**2
    L = L / y.shape[1]
    return L

def backward(x, y, params, cache):
    n = x.shape[0]
    m = x.shape[1]
    dy_hat = np.zeros((1, m))
    dw = np.zeros((1, n))
    db = 0
    for i in range(m):
        dy_hat[0][i] = 2 * (cache['y_hat'][0][i] - y[0][i]) / m
        for j in range(n):
            dw[0][j] += dy_hat[0][i] * x[j][i]
        db += dy_hat[0][i]
    grads = {'dy_hat': dy_hat, 'dw': dw, 'db': db}
    return grads

def train(x, y, params, lr, steps):
    w = np.copy(params['w'])
    b = params['b']
    losses = []
    for k in range(steps):
        cache = forward(x, {'w': w, 'b': b})
        losses.append(loss(cache['y_hat'], y))
        grads = backward(x, y, {'w': w, 'b': b}, cache)
        for j in range(w.shape[1]):
            w[0][j] = w[0][j] - lr * grads['dw'][0][j]
        b = b - lr * grads['db']
    return {'w': w, 'b': b}, losses
