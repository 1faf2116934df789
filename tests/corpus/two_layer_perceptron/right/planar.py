# autograder: problem = two_layer_perceptron
# style: capital letters of another course, np.dot and np.multiply, own asserts, 1/m at the end of dZ2
import numpy as np

def sigmoid(z):
    s = 1.0 / (1.0 + np.exp(-1.0 * z))
    return s

def forward(X, parameters):
    W1, b1 = parameters['W1'], parameters['b1']
    W2, b2 = parameters['W2'], parameters['b2']
    Z1 = np.dot(W1, X) + b1
    A1 = sigmoid(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)
    assert A2.shape == (1, X.shape[1])
    cache = {'z1': Z1, 'a1': A1, 'z2': Z2, 'y_hat': A2}
    return cache

def loss(A2, Y):
    m = Y.shape[1]
    logprobs = np.multiply(Y, np.log(A2)) + np.multiply(1 - Y, np.log(1 - A2))
    cost = -np.sum(logprobs) / m
    cost = float(np.squeeze(cost))
    assert isinstance(cost, float)
    return cost

def backward(X, Y, parameters, cache):
    m = X.shape[1]
    A1 = cache['a1']
    A2 = cache['y_hat']
    dZ2 = (A2 - Y) * (1. / m)
    dW2 = np.dot(dZ2, A1.T)
    db2 = np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(parameters['W2'].T, dZ2)
    dZ1 = np.multiply(dA1, np.multiply(A1, 1 - A1))
    dW1 = np.dot(dZ1, X.T)
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    return {'dz2': dZ2, 'dW2': dW2, 'db2': db2, 'da1': dA1, 'dz1': dZ1, 'dW1': dW1, 'db1': db1}

def train(X, Y, parameters, learning_rate, num_iterations=1000, print_cost=False):
    costs = []
    W1, b1, W2, b2 = [parameters[k] for k in ('W1', 'b1', 'W2', 'b2')]
    for i in range(num_iterations):
        now = {'W1': W1, 'b1': b1, 'W2': W2, 'b2': b2}
        cache = forward(X, now)
        costs.append(loss(cache['y_hat'], Y))
        grads = backward(X, Y, now, cache)
        W1 = W1 - learning_rate * grads['dW1']
        b1 = b1 - learning_rate * grads['db1']
        W2 = W2 - learning_rate * grads['dW2']
        b2 = b2 - learning_rate * grads['db2'].item()
        if print_cost and i % 100 == 0:
            print("Cost after iteration %i: %f" % (i, costs[-1]))
    return {'W1': W1, 'b1': b1, 'W2': W2, 'b2': b2}, costs
