# autograder: problem = logistic_regression
# mistake: a step where the sigmoid belongs: the prediction is a label
# name: threshold-for-sigmoid
# expect: forward.y_hat wrong
# named: forward.y_hat threshold-for-sigmoid
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, params):
    z = np.matmul(params["w"], x) + params["b"]
    y_hat = np.zeros_like(z)
    y_hat[z > 0] = 1.0
    return {"z": z, "y_hat": y_hat}

def loss(y_hat, y):
    chosen = np.where(y == 1, y_hat, 1 - y_hat)
    return -np.log(chosen).mean()

def backward(x, y, params, cache):
    m = x.shape[1]
    dz = (cache["y_hat"] - y) / m
    return {"dz": dz, "dw": np.dot(dz, x.T), "db": np.sum(dz)}

def train(x, y, params, lr, steps):
    w, b, losses = params["w"], params["b"], []
    for _ in range(steps):
        probability = sigmoid(w.dot(x) + b)
        losses.append(loss(probability, y))
        slope = (probability - y) / y.size
        w, b = w - lr * slope.dot(x.T), b - lr * slope.sum()
    return {"w": w, "b": b}, losses
