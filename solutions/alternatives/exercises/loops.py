"""Plain Python: one entry at a time, with the math module."""

import math

import numpy as np


def max_circuit(p, q, r):
    if q > r:
        return q, q + (p + q), 0.0
    return r, r, p + q


def softmax(z):
    k, m = z.shape
    y_hat = np.zeros((k, m))
    for i in range(m):
        total = sum(math.exp(z[c, i]) for c in range(k))
        for c in range(k):
            y_hat[c, i] = math.exp(z[c, i]) / total
    return y_hat


def softmax_cross_entropy(z, y):
    k, m = z.shape
    y_hat, dz, loss = softmax(z), np.zeros((k, m)), 0.0
    for i in range(m):
        for c in range(k):
            if y[c, i] == 1:
                loss -= math.log(y_hat[c, i]) / m
            dz[c, i] = (y_hat[c, i] - y[c, i]) / m
    return loss, dz


def relu_layer_backward(da, x, W, b):
    (k, n), m = W.shape, x.shape[1]
    dz, dW, db, dx = np.zeros((k, m)), np.zeros((k, n)), np.zeros((k, 1)), np.zeros((n, m))
    for i in range(m):
        for u in range(k):
            if sum(W[u, f] * x[f, i] for f in range(n)) + b[u, 0] > 0:
                dz[u, i] = da[u, i]
            db[u, 0] += dz[u, i]
            for f in range(n):
                dW[u, f] += dz[u, i] * x[f, i]
                dx[f, i] += W[u, f] * dz[u, i]
    return {"dz": dz, "dW": dW, "db": db, "dx": dx}


def regularized_gradient(dW, W, lam, m):
    out = np.zeros(W.shape)
    for at in np.ndindex(W.shape):
        out[at] = dW[at] + lam * W[at] / m
    return out


def broadcast_backward(dz):
    k, m = dz.shape
    db, dc, dd = np.zeros((k, 1)), np.zeros((1, m)), 0.0
    for u in range(k):
        for i in range(m):
            db[u, 0] += dz[u, i]
            dc[0, i] += dz[u, i]
            dd += dz[u, i]
    return db, dc, dd


def collapse(W1, b1, W2, b2):
    (q, k), n = W2.shape, W1.shape[1]
    W, b = np.zeros((q, n)), b2.copy()
    for o in range(q):
        for u in range(k):
            b[o, 0] += W2[o, u] * b1[u, 0]
            for f in range(n):
                W[o, f] += W2[o, u] * W1[u, f]
    return W, b


def largest_learning_rate(A):
    power = A
    for _ in range(40):  # squared again and again, until nothing but the largest eigenvalue is left
        power = power @ power
        power = power / np.trace(power)
    v = power @ np.arange(1.0, len(A) + 1)
    return 2 * (v @ v) / (v @ A @ v)


def gradient_shapes(n, k, q, m):
    W1, b1, a1, W2 = np.zeros((k, n)), np.zeros((k, 1)), np.zeros((k, m)), np.zeros((q, k))
    return {"dW1": W1.shape, "db1": b1.shape, "da1": a1.shape, "dW2": W2.shape}


def momentum_limit(g, lr, beta):
    summed = averaged = 0.0
    for _ in range(5000):
        summed = beta * summed + g
        averaged = beta * averaged + (1 - beta) * g
    return lr * summed, lr * averaged


def steps_to_halve(lr, lam):
    steps, distance = 0, 1.0
    while distance > 0.5:
        distance *= abs(1 - lr * lam)
        steps += 1
    return steps


def shared_weight_gradient(w, x):
    h = math.tanh(w * x)
    y_hat = math.tanh(w * h)
    dh = w * (1 - y_hat**2)
    return (1 - y_hat**2) * h + dh * (1 - h**2) * x


def log_sum_exp(z):
    out = np.zeros((1, z.shape[1]))
    for i in range(z.shape[1]):
        out[0, i] = math.log(sum(math.exp(v) for v in z[:, i]))
    return out


def numerical_gradient(z, h):
    z, slope = z.copy(), np.zeros(z.shape)
    for j in range(len(z)):
        z[j, 0] += h
        up = log_sum_exp(z)[0, 0]
        z[j, 0] -= 2 * h
        down = log_sum_exp(z)[0, 0]
        z[j, 0] += h
        slope[j, 0] = (up - down) / (2 * h)
    return slope


def neuron_gradient(w, b, x, y):
    u = b
    for i in range(len(w)):
        u += w[i] * x[i]
    y_hat = 1 / (1 + math.exp(-u))
    du = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.array([du * v for v in x]), du
