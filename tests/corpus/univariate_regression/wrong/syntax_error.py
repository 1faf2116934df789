# autograder: problem = univariate_regression
# mistake: a function whose first line is no Python is missing; the others are judged
# expect: * missing
# expect: loss correct
import numpy as np

def forward(x, params)
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)
