# autograder: problem = exercises
# mistake: half the stable learning rate, conventions of momentum exchanged, steps rounded down
# name: half-the-limit, swapped-conventions, rounded-down
# expect: largest_learning_rate wrong
# expect: momentum_limit.* wrong
# expect: steps_to_halve wrong
# named: steps_to_halve rounded-down
# named: largest_learning_rate half-the-limit
# named: momentum_limit.summed swapped-conventions
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
    units, features = W.shape
    dz, dW, db, dx = np.zeros(da.shape), np.zeros(W.shape), np.zeros((units, 1)), np.zeros(x.shape)
    for i in range(x.shape[1]):
        for u in range(units):
            z = sum(W[u, f] * x[f, i] for f in range(features)) + b[u, 0]
            if z <= 0:
                continue
            dz[u, i] = da[u, i]
            db[u, 0] += dz[u, i]
            for f in range(features):
                dW[u, f] += dz[u, i] * x[f, i]
                dx[f, i] += dz[u, i] * W[u, f]
    return {"dx": dx, "db": db, "dW": dW, "dz": dz, "x": x}


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
    return float(np.min(1 / np.linalg.eigvals(A)))


def gradient_shapes(n, k, q, m):
    x, W1, b1, W2 = np.ones((n, m)), np.ones((k, n)), np.ones((k, 1)), np.ones((q, k))
    return dict(dW1=W1.shape, db1=b1.shape, da1=(W1 @ x + b1).shape, dW2=list(W2.shape))


def momentum_limit(g, lr, beta):
    return lr * g, lr * g / (1 - beta)


def steps_to_halve(lr, lam):
    rate = 1 - lr * lam
    return math.floor(math.log(0.5, abs(rate)))


def shared_weight_gradient(w, x):
    h, dh = x, 0.0
    for _ in range(2):
        after = math.tanh(w * h)
        h, dh = after, (1 - after**2) * (h + w * dh)
    return dh


def log_sum_exp(z):
    return np.array([[math.log(sum(math.exp(v) for v in column)) for column in z.T]])


def numerical_gradient(z, h):
    grad = np.zeros_like(z)
    for j in range(len(z)):
        old = z[j, 0]
        z[j, 0] = old + h
        up = log_sum_exp(z)[0, 0]
        z[j, 0] = old - h
        down = log_sum_exp(z)[0, 0]
        z[j, 0] = old
        grad[j, 0] = (up - down) / (2 * h)
    return grad


def neuron_gradient(w, b, x, y):
    u = b
    for i in range(len(w)):
        u += w[i] * x[i]
    a = 1 / (1 + math.exp(-u))
    du = 2 * (a - y) * math.exp(-u) * a * a
    return np.array([du * v for v in x]), du
