# autograder: problem = two_layer_perceptron
# mistake: the 1/m stands at the weights and biases only, as in another course: their gradients are right
# name: mean-only-at-parameters
# expect: backward.dz2 wrong
# expect: backward.da1 follows
# expect: backward.dz1 follows
# named: backward.dz2 mean-only-at-parameters
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(X, params):
    Z1 = np.dot(params['W1'], X) + params['b1']
    A1 = sigmoid(Z1)
    Z2 = np.dot(params['W2'], A1) + params['b2']
    A2 = sigmoid(Z2)
    return {'z1': Z1, 'a1': A1, 'z2': Z2, 'y_hat': A2}

def loss(A2, Y):
    m = Y.shape[1]
    return -(np.dot(Y, np.log(A2).T) + np.dot(1 - Y, np.log(1 - A2).T)) / m

def backward(X, Y, params, cache):
    m = X.shape[1]
    A1, A2, W2 = cache['a1'], cache['y_hat'], params['W2']
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2, A1.T)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = dA1 * A1 * (1 - A1)
    dW1 = (1 / m) * np.dot(dZ1, X.T)
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    return {'dz2': dZ2, 'dW2': dW2, 'db2': db2, 'da1': dA1, 'dz1': dZ1, 'dW1': dW1, 'db1': db1}

def train(X, Y, params, lr, steps):
    costs = []
    for i in range(steps):
        cache = forward(X, params)
        costs.append(loss(cache['y_hat'], Y).item())
        grads = backward(X, Y, params, cache)
        params = {k: params[k] - lr * grads['d' + k] for k in params}
    return params, costs
