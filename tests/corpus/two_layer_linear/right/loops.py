# autograder: problem = two_layer_linear
# style: three nested loops for every product
import numpy as np

def product(A, B):
    rows, inner = A.shape
    cols = B.shape[1]
    C = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            for k in range(inner):
                C[i, j] += A[i, k] * B[k, j]
    return C

def row_sums(A):
    out = np.zeros((A.shape[0], 1))
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            out[i, 0] += A[i, j]
    return out

def forward(x, params):
    h = product(params["W1"], x)
    for i in range(h.shape[0]):
        for j in range(h.shape[1]):
            h[i, j] += params["b1"][i, 0]
    y_hat = product(params["W2"], h)
    for j in range(y_hat.shape[1]):
        y_hat[0, j] += params["b2"]
    return {"h": h, "y_hat": y_hat}

def loss(y_hat, y):
    s = 0.0
    for p, t in zip(y_hat.tolist()[0], y.tolist()[0]):
        s += (p - t) * (p - t)
    return s / len(y[0])

def backward(x, y, params, cache):
    m = x.shape[1]
    dy_hat = np.zeros((1, m))
    for j in range(m):
        dy_hat[0, j] = 2 * (cache["y_hat"][0, j] - y[0, j]) / m
    dh = product(params["W2"].T, dy_hat)
    return {
        "dy_hat": dy_hat,
        "dW2": product(dy_hat, cache["h"].T),
        "db2": row_sums(dy_hat)[0, 0],
        "dh": dh,
        "dW1": product(dh, x.T),
        "db1": row_sums(dh),
    }

def train(x, y, params, lr, steps):
    # the loops are far too slow here, so this one is vectorised
    W1, b1, W2, b2 = (np.array(params[k]) for k in ("W1", "b1", "W2", "b2"))
    losses = []
    for _ in range(steps):
        h = W1 @ x + b1
        r = W2 @ h + b2 - y
        losses.append((r ** 2).mean())
        d = 2 * r / r.size
        dh = W2.T @ d
        W2 = W2 - lr * (d @ h.T)
        b2 = b2 - lr * d.sum()
        W1 = W1 - lr * (dh @ x.T)
        b1 = b1 - lr * dh.sum(axis=1, keepdims=True)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, losses
