# autograder: problem = univariate_regression
# mistake: zeros everywhere do not earn by following
# expect: random_search wrong
# expect: forward.* wrong
# expect: loss wrong
# expect: backward.* wrong
# expect: train.* wrong
# points: backward.dw 0
import numpy as np

def random_search(x, y, candidates):
    return {"w": 0.0, "b": 0.0}, 0.0

def forward(x, params):
    return {"y_hat": np.zeros_like(x)}

def loss(y_hat, y):
    return 0.0

def backward(x, y, params, cache):
    return {"dy_hat": np.zeros(x.shape), "dw": 0, "db": 0}

def train(x, y, params, lr, steps):
    return params, [0.0] * steps
