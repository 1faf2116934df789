# autograder: problem = exercises
# mistake: shapes as in a course with examples in rows; a flat bias; a gradient that lies down; db left out
# name: examples-first, first-bias-left-out, transposed-gradient
# expect: gradient_shapes.* wrong
# expect: collapse.b wrong
# expect: numerical_gradient shape
# points: numerical_gradient 1
# expect: relu_layer_backward.db shape
# expect: gradient_shapes.db1 follows
# expect: gradient_shapes.da1 follows
# expect: gradient_shapes.dW2 follows
# named: gradient_shapes.dW1 examples-first
# named: collapse.b first-bias-left-out
# named: numerical_gradient transposed-gradient
import numpy as np

def max_circuit(p, q, r):
    m = max(q, r)
    s = p + q
    if q > r:
        return m, m + s, 0
    else:
        return m, m, s

def softmax(z):
    return np.exp(z) / np.sum(np.exp(z), axis=0)

def softmax_cross_entropy(z, y):
    a = softmax(z)
    m = z.shape[1]
    loss = -1 / m * np.sum(y * np.log(a))
    return loss, 1 / m * (a - y)

def relu_layer_backward(da, x, W, b):
    dz = da * np.greater(W @ x + b, 0)
    return {"dz": dz, "dW": dz @ x.T, "dx": W.T @ dz}

def regularized_gradient(dW, W, lam, m):
    return dW + (lam * W) / m

def broadcast_backward(dz):
    return dz.sum(axis=1, keepdims=True), dz.sum(axis=0, keepdims=True), dz.sum()

def collapse(W1, b1, W2, b2):
    return W2.dot(W1), b2.copy()

def largest_learning_rate(A):
    eigenvalues, _ = np.linalg.eig(A)
    return 2 / max(eigenvalues)

def gradient_shapes(n, k, q, m):
    return {"dW1": [n, k], "db1": [1, k], "da1": [m, k], "dW2": [k, q]}

def momentum_limit(g, lr, beta):
    return lr * g / (1 - beta), lr * g

def steps_to_halve(lr, lam):
    return int(np.ceil(np.log(2) / -np.log(np.abs(1 - lr * lam))))

def shared_weight_gradient(w, x):
    h = np.tanh(w * x)
    y = np.tanh(w * h)
    dh = 1 - h ** 2
    return (1 - y ** 2) * (h + w * dh * x)

def log_sum_exp(z):
    return np.log(np.sum(np.exp(z), axis=0, keepdims=True))

def numerical_gradient(z, h):
    E = h * np.identity(len(z))
    return 0.5 * (log_sum_exp(E + z) - log_sum_exp(z - E)) / h

def neuron_gradient(w, b, x, y):
    a = 1 / (1 + np.exp(-(np.dot(w, x) + b)))
    db = 2 * (a - y) * a * (1 - a)
    return db * x, db
