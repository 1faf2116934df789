# autograder: problem = multivariate_regression
# style: the .dot method, own asserts and prints in every function, extra keys in cache and grads
import numpy as np

def forward(x, params):
    w, b = params["w"], params["b"]
    assert w.shape[0] == 1, "w must be a row"
    assert w.shape[1] == x.shape[0]
    z = w.dot(x)
    y_hat = z + b
    assert y_hat.shape == (1, x.shape[1])
    print("forward:", y_hat.shape)
    cache = {"x": x, "w": w, "b": b, "z": z, "y_hat": y_hat, "note": "all of it", 7: None}
    return cache

def loss(y_hat, y):
    assert y_hat.shape == y.shape
    m = y.shape[1]
    L = (y_hat - y).dot((y_hat - y).T) / m
    L = np.squeeze(L)
    assert L.shape == ()
    return L

def backward(x, y, params, cache):
    m = x.shape[1]
    y_hat = cache["y_hat"]
    dy_hat = (2.0 / m) * (y_hat - y)
    dw = dy_hat.dot(x.T)
    db = np.sum(dy_hat, axis=1, keepdims=True)
    assert dw.shape == params["w"].shape
    assert db.shape == (1, 1)
    print("dw =", dw, "db =", db)
    return {"dy_hat": dy_hat, "dw": dw, "db": db, "m": m, "norm": np.linalg.norm(dw)}

def train(x, y, params, lr, steps):
    assert steps > 0 and lr > 0
    params = {"w": params["w"].copy(), "b": params["b"]}
    losses = []
    for i in range(0, steps):
        cache = forward(x, params)
        L = loss(cache["y_hat"], y)
        losses.append(L)
        grads = backward(x, y, params, cache)
        params["w"] = params["w"] - lr * grads["dw"]
        params["b"] = params["b"] - lr * float(grads["db"].item())
        print("step", i, "loss", L)
    assert len(losses) == steps
    return params, losses

# my own tests
_x = np.array([[1., 2., 0.], [0., 1., -1.]])
_y = np.array([[1., 0., 2.]])
_p = {"w": np.array([[0.5, -0.5]]), "b": 0.25}
_eps = 1e-6
_g = backward(_x, _y, _p, forward(_x, _p))
_p2 = {"w": _p["w"] + np.array([[_eps, 0]]), "b": _p["b"]}
_num = (loss(forward(_x, _p2)["y_hat"], _y) - loss(forward(_x, _p)["y_hat"], _y)) / _eps
assert abs(_num - _g["dw"][0, 0]) < 1e-4, (_num, _g)
