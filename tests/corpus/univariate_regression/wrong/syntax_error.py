# autograder: problem = univariate_regression
# mistake: a script that does not even parse has no functions
# expect: * missing
import numpy as np

def forward(x, params)
    return {"y_hat": params["w"] * x + params["b"]}

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)
