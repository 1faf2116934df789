# autograder: problem = univariate_regression
# mistake: the derivative of the square without its 2, computed inside a class
# name: factor-two-missing
# expect: backward.dy_hat wrong
# expect: backward.dw follows
# expect: backward.db follows
# expect: train.* follows
# named: backward.dy_hat factor-two-missing
import numpy as np


class Line:
    def __init__(self, params):
        self.w, self.b = params["w"], params["b"]

    def predict(self, x):
        return self.w * x + self.b

    def slopes(self, x, y, y_hat):
        d = (y_hat - y) / x.shape[1]
        return {"dy_hat": d, "dw": float((d * x).sum()), "db": float(d.sum())}

    def step(self, g, lr):
        self.w -= lr * g["dw"]
        self.b -= lr * g["db"]


def random_search(x, y, candidates):
    lines = [Line({"w": float(w), "b": float(b)}) for w, b in candidates]
    best = min(lines, key=lambda line: loss(line.predict(x), y))
    return vars(best), loss(best.predict(x), y)


def forward(x, params):
    return {"y_hat": Line(params).predict(x)}


def loss(y_hat, y):
    return float(np.mean((y_hat - y) ** 2))


def backward(x, y, params, cache):
    return Line(params).slopes(x, y, cache["y_hat"])


def train(x, y, params, lr, steps):
    line, losses = Line(params), []
    for _ in range(steps):
        y_hat = line.predict(x)
        losses.append(loss(y_hat, y))
        line.step(line.slopes(x, y, y_hat), lr)
    return {"w": line.w, "b": line.b}, losses
