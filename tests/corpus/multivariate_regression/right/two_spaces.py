# autograder: problem = multivariate_regression
# style: indentation of two spaces, one-liners, a walrus and a match statement
import numpy as np

def forward(x, params):
  match params:
    case {"w": w, "b": b}:
      return {"y_hat": w @ x + b}
    case _:
      raise KeyError("w and b are needed")

def loss(y_hat, y):
  return ((e := y_hat - y) * e).sum() / e.size

def backward(x, y, params, cache):
  return {
    "dy_hat": (d := (cache["y_hat"] - y) * 2 / y.size),
    "dw": d @ x.T,
    "db": d.sum(),
  }

def train(x, y, params, lr, steps):
  losses = []
  while len(losses) < steps:
    if (c := forward(x, params)):
      losses.append(loss(c["y_hat"], y))
    g = backward(x, y, params, c)
    params = {k: params[k] - lr * g[f"d{k}"] for k in params}
  return params, losses
