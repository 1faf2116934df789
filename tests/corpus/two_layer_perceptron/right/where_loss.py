# autograder: problem = two_layer_perceptron
# style: np.where picks the probability of the right label, einsum, in-place updates of copies, losses as an array
import numpy as np

sigmoid = lambda z: 1 / (1 + np.exp(-z))

def forward(x, params):
    z1 = np.einsum("kn,nm->km", params["W1"], x)
    z1 += params["b1"]
    a1 = sigmoid(z1)
    z2 = np.einsum("ok,km->om", params["W2"], a1)
    z2 += params["b2"]
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": sigmoid(z2)}

def loss(y_hat, y):
    return -np.log(np.where(y > 0.5, y_hat, 1 - y_hat)).mean()

def backward(x, y, params, cache):
    a1 = cache["a1"]
    dz2 = np.where(y > 0.5, cache["y_hat"] - 1, cache["y_hat"]) / y.size
    da1 = np.outer(params["W2"], dz2)
    dz1 = da1 * (a1 - a1**2)
    ones = np.ones((x.shape[1], 1))
    return {"dz2": dz2, "dW2": np.einsum("om,km->ok", dz2, a1), "db2": dz2 @ ones, "da1": da1, "dz1": dz1,
            "dW1": np.einsum("km,nm->kn", dz1, x), "db1": dz1 @ ones}

def train(x, y, params, lr, steps):
    p = {key: np.array(value, dtype=float) for key, value in params.items()}
    losses = np.zeros(steps)
    for i in range(steps):
        cache = forward(x, p)
        losses[i] = loss(cache["y_hat"], y)
        for key, grad in backward(x, y, p, cache).items():
            if key[1:] in p:
                p[key[1:]] -= lr * grad.reshape(p[key[1:]].shape)
    return p, losses
