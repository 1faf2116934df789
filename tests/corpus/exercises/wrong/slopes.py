# autograder: problem = exercises
# mistake: slopes left out or taken from another loss; a one-sided difference; the ReLU gate forgotten
# name: cross-entropy-gradient, forward-difference, relu-slope-missing
# expect: neuron_gradient.db wrong
# expect: neuron_gradient.dw follows
# expect: numerical_gradient wrong
# expect: relu_layer_backward.dz wrong
# expect: relu_layer_backward.d[Wbx] follows
# named: neuron_gradient.db cross-entropy-gradient
# named: numerical_gradient forward-difference
# named: relu_layer_backward.dz relu-slope-missing
import math

import numpy as np


def max_circuit(p, q, r):
    larger = q if q > r else r
    into_gate = p + q
    dq = larger
    dr = 0.0
    if q > r:
        dq += into_gate
    else:
        dr += into_gate
    return [larger, dq, dr]


def softmax(z):
    out = np.zeros(z.shape)
    for i in range(z.shape[1]):
        scores = [math.exp(s) for s in z[:, i]]
        for c, s in enumerate(scores):
            out[c, i] = s / sum(scores)
    return out


def softmax_cross_entropy(z, y):
    classes, m = z.shape
    p = softmax(z)
    total = 0.0
    grad = np.zeros((classes, m))
    for i in range(m):
        right = int(np.argmax(y[:, i]))
        total -= math.log(p[right, i])
        grad[:, i] = p[:, i] / m
        grad[right, i] -= 1 / m
    return total / m, grad


def relu_layer_backward(da, x, W, b):
    return {"dz": da, "dW": da @ x.T, "db": da.sum(axis=1, keepdims=True), "dx": W.T @ da}


def regularized_gradient(dW, W, lam, m):
    for u in range(W.shape[0]):
        for f in range(W.shape[1]):
            dW[u, f] += lam * W[u, f] / m
    return dW


def broadcast_backward(dz):
    db, dc, dd = np.zeros((dz.shape[0], 1)), np.zeros((1, dz.shape[1])), 0.0
    for (u, i), g in np.ndenumerate(dz):
        db[u, 0] += g
        dc[0, i] += g
        dd += g
    return db, dc, dd


def collapse(W1, b1, W2, b2):
    answer = lambda x: W2 @ (W1 @ x + b1) + b2
    b = answer(np.zeros((W1.shape[1], 1)))
    return np.hstack([answer(e.reshape(-1, 1)) - b for e in np.eye(W1.shape[1])]), b


def largest_learning_rate(A):
    w = np.ones(len(A)) + np.arange(len(A)) / 7
    for _ in range(3000):
        w = A @ w
        w = w / math.sqrt(sum(w * w))
    return 2 / (w @ A @ w)


def gradient_shapes(n, k, q, m):
    x, W1, b1, W2 = np.ones((n, m)), np.ones((k, n)), np.ones((k, 1)), np.ones((q, k))
    return dict(dW1=W1.shape, db1=b1.shape, da1=(W1 @ x + b1).shape, dW2=list(W2.shape))


def momentum_limit(g, lr, beta):
    summed = averaged = 0.0
    for _ in range(3000):
        summed = beta * summed + g
        averaged = beta * averaged + (1 - beta) * g
    return lr * summed, lr * averaged


def steps_to_halve(lr, lam):
    w, steps = 1.0, 0
    while abs(w) > 0.5:
        w -= lr * lam * w
        steps += 1
    return steps


def shared_weight_gradient(w, x):
    h, dh = x, 0.0
    for _ in range(2):
        after = math.tanh(w * h)
        h, dh = after, (1 - after**2) * (h + w * dh)
    return dh


def log_sum_exp(z):
    return np.array([[math.log(sum(math.exp(v) for v in column)) for column in z.T]])


def numerical_gradient(z, h):
    here = log_sum_exp(z)[0, 0]
    grad = []
    for j in range(len(z)):
        moved = z.copy()
        moved[j] += h
        grad.append([(log_sum_exp(moved)[0, 0] - here) / h])
    return np.array(grad)


def neuron_gradient(w, b, x, y):
    a = 1 / (1 + math.exp(-sum(w * x) - b))
    return (a - y) * x, a - y
