# autograder: problem = univariate_regression
# mistake: everything is done on the top level, there is no function at all
# expect: * missing
import numpy as np

x = np.array([[1.0, 2.0, 3.0]])
y = np.array([[2.0, 4.1, 5.9]])
w, b = 0.0, 0.0
for step in range(100):
    y_hat = w * x + b
    dw = np.mean(2 * (y_hat - y) * x)
    db = np.mean(2 * (y_hat - y))
    w, b = w - 0.1 * dw, b - 0.1 * db
print(w, b)
