# autograder: problem = univariate_regression
# mistake: the notebook was handed in untouched
# expect: * not-implemented
import numpy as np


def random_search(x, y, candidates):
    """Try every candidate and keep the best."""
    raise NotImplementedError


def forward(x, params):
    """Predict."""
    raise NotImplementedError("your code here")


def loss(y_hat, y):
    """Mean squared error."""
    raise NotImplementedError


def backward(x, y, params, cache):
    """Gradients of the loss."""
    raise NotImplementedError


def train(x, y, params, lr, steps):
    """Plain gradient descent."""
    raise NotImplementedError
