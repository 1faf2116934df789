# autograder: problem = two_layer_linear
# style: global state that every call of train resets; the functions hand each other everything through it
import numpy as np

HISTORY = []
STATE = {}


def forward(x, params):
    STATE.clear()
    STATE.update(params)
    STATE["h"] = STATE["W1"] @ x + STATE["b1"]
    STATE["y_hat"] = STATE["W2"] @ STATE["h"] + STATE["b2"]
    return {"h": STATE["h"], "y_hat": STATE["y_hat"]}


def loss(y_hat, y):
    HISTORY.append(np.mean((y_hat - y) ** 2))
    return HISTORY[-1]


def backward(x, y, params, cache):
    STATE.clear()
    STATE.update(params, **cache)
    STATE["dy_hat"] = 2 / x.shape[1] * (STATE["y_hat"] - y)
    STATE["dh"] = STATE["W2"].T @ STATE["dy_hat"]
    STATE["dW2"], STATE["db2"] = STATE["dy_hat"] @ STATE["h"].T, np.sum(STATE["dy_hat"])
    STATE["dW1"], STATE["db1"] = STATE["dh"] @ x.T, np.sum(STATE["dh"], axis=-1, keepdims=True)
    return STATE


def train(x, y, params, lr, steps):
    HISTORY.clear()
    for _ in range(steps):
        cache = forward(x, params)
        loss(cache["y_hat"], y)
        grads = backward(x, y, params, cache)
        params = {k: grads[k] - lr * grads["d" + k] for k in params}
    return params, HISTORY
