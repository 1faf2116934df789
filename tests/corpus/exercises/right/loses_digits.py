# autograder: problem = exercises
# style: right, but digits get lost in odd places: the larger number from a distance, the penalty before the division
import numpy as np

def max_circuit(p, q, r):
    larger = (q + r + abs(q - r)) / 2
    share = (1 + np.sign(q - r)) / 2
    both = larger + share * (p + q)
    return larger, both, (p + q) - share * (p + q)

def softmax(z):
    return np.exp(z) / np.sum(np.exp(z), axis=0)

def softmax_cross_entropy(z, y):
    a = softmax(z)
    m = z.shape[1]
    loss = -1 / m * np.sum(y * np.log(a))
    return loss, 1 / m * (a - y)

def relu_layer_backward(da, x, W, b):
    z = np.dot(W, x) + b
    dz = np.array(da, copy=True)
    dz[z <= 0] = 0
    return {"dz": dz, "dW": np.dot(dz, x.T), "db": np.sum(dz, axis=1, keepdims=True), "dx": np.dot(W.T, dz)}

def regularized_gradient(dW, W, lam, m):
    return (m * dW + lam * W) / m

def broadcast_backward(dz):
    return dz.sum(axis=1, keepdims=True), dz.sum(axis=0, keepdims=True), dz.sum()

def collapse(W1, b1, W2, b2):
    W = np.dot(W2, W1)
    b = np.dot(W2, b1) + b2
    return W, b

def largest_learning_rate(A):
    eigenvalues, _ = np.linalg.eig(A)
    return 2 / max(eigenvalues)

def gradient_shapes(n, k, q, m):
    return {"dW1": (k, n), "db1": (k, 1), "da1": (k, m), "dW2": (q, k)}

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
    k = z.shape[0]
    plus = log_sum_exp(z + h * np.eye(k))
    minus = log_sum_exp(z - h * np.eye(k))
    return ((plus - minus) / (2 * h)).T

def neuron_gradient(w, b, x, y):
    a = 1 / (1 + np.exp(-(np.dot(w, x) + b)))
    db = 2 * (a - y) * a * (1 - a)
    return db * x, db
