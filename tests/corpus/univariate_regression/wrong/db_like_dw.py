# autograder: problem = univariate_regression
# mistake: db is computed by the line of dw, copied
# name: input-factor-in-bias
# expect: backward.db wrong
# expect: train.params follows
# expect: train.losses follows
# expect: train.converges follows
# named: backward.db input-factor-in-bias
import numpy as np

def random_search(x, y, candidates):
    W, B = candidates[:, :1], candidates[:, 1:]
    costs = ((W * x + B - y) ** 2).mean(axis=1)
    i = costs.argmin()
    return dict(w=candidates[i, 0], b=candidates[i, 1]), costs[i]

def forward(x, params):
    prediction = np.array([[params["w"] * value + params["b"] for value in x[0]]])
    return dict(y_hat=prediction)

def loss(y_hat, y):
    r = (y_hat - y).flatten()
    return r.dot(r) / len(r)

class Gradients:
    def __init__(self, x, y, y_hat):
        self.x = x
        self.upstream = (y_hat - y) * 2 / x.shape[1]

    def w(self):
        return np.einsum("ij,ij->", self.upstream, self.x)

    def b(self):
        return np.einsum("ij,ij->", self.x, self.upstream)

def backward(x, y, params, cache):
    g = Gradients(x, y, cache["y_hat"])
    return {"dy_hat": g.upstream, "dw": g.w(), "db": g.b()}

def train(x, y, params, lr, steps):
    w, b = params["w"], params["b"]
    history = np.zeros(steps)
    for step in range(steps):
        cache = forward(x, {"w": w, "b": b})
        history[step] = loss(cache["y_hat"], y)
        g = backward(x, y, {"w": w, "b": b}, cache)
        w, b = w - lr * g["dw"], b - lr * g["db"]
    return {"w": w, "b": b}, history
