# autograder: problem = multivariate_regression
# style: a script in cells, as editors and nbconvert write them, with scratch cells that fail
# %% [markdown]
# # Gradient descent
# In the first cell everything is imported.

# %%
from __future__ import annotations

import numpy as np

# %%
data = np.loadtxt("houses.csv", delimiter=",")


# %% forward and loss
def forward(x: np.ndarray, params: Params) -> dict[str, np.ndarray]:
    return {"y_hat": params["w"] @ x + params["b"]}


def loss(y_hat, y):
    return np.mean(np.square(y_hat - y))


# In[4]:
def backward(x, y, params, cache):
    """The note
# %% in this string begins no cell
    """
    dy_hat = (cache["y_hat"] - y) * 2 / y.size
    return {"dy_hat": dy_hat, "dw": dy_hat @ x.T, "db": dy_hat.sum()}


# %%
assert backward(data, data, {}, {}) == "I will write this check later"


# %%
def train(x, y, params, lr, steps):
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {k: params[k] - lr * grads["d" + k] for k in params}
    return params, losses


# %% tags=["skip-grading"]
while True:
    pass
