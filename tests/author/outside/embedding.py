# %% [markdown]
# # Words become vectors
#
# An embedding and a softmax.

# %%
import numpy as np


# %%
def forward(ids, params):
    """ids: a list of m whole numbers. params: {"E": (d, v), "W": (k, d), "b": (k, 1)}.
    Returns {"e": (d, m), "z": (k, m), "y_hat": (k, m)}."""
    e = params["E"][:, ids]
    z = params["W"] @ e + params["b"]
    powers = np.exp(z)
    y_hat = powers / np.sum(powers, axis=0, keepdims=True)
    return {"e": e, "z": z, "y_hat": y_hat}


# %%
def loss(y_hat, y):
    """Mean cross-entropy. y_hat: (k, m). y: (k, m). Returns a number."""
    return -np.sum(y * np.log(y_hat)) / y.shape[1]


# %%
def backward(ids, y, params, cache):
    """y: (k, m). Returns {"dz": (k, m), "dW": (k, d), "db": (k, 1), "de": (d, m), "dE": (d, v)}."""
    dz = (cache["y_hat"] - y) / y.shape[1]
    dW = dz @ cache["e"].T
    db = np.sum(dz, axis=1, keepdims=True)
    de = params["W"].T @ dz
    dE = np.zeros(params["E"].shape)
    np.add.at(dE.T, ids, de.T)
    return {"dz": dz, "dW": dW, "db": db, "de": de, "dE": dE}


# %%
def train(ids, y, params, lr, batch_size):
    """One epoch in slices of batch_size words. Returns (params, losses): losses[i] is before batch i."""
    losses = []
    for start in range(0, len(ids), batch_size):
        some, wanted = ids[start : start + batch_size], y[:, start : start + batch_size]
        cache = forward(some, params)
        losses.append(float(loss(cache["y_hat"], wanted)))
        grads = backward(some, wanted, params, cache)
        params = {name: params[name] - lr * grads["d" + name] for name in params}
    return params, losses


# %% tags=["declaration"]
from autograder.declare.draw import normal
from autograder.declare.operations import operations


def draw(rng, s):
    d, v, k, m = s["d"], s["v"], s["k"], s["m"]
    params = {"E": normal(rng, d, v), "W": normal(rng, k, d), "b": normal(rng, k, 1)}
    ids = [int(i) for i in rng.integers(v, size=m)]
    y = np.eye(k)[:, rng.permutation(np.arange(m) % k)]
    return {"ids": ids, "y": y, "params": params, "lr": 0.1, "batch_size": m // 2 - 1, "batches": -(-m // (m // 2 - 1))}


PROBLEM = operations(
    name="embedding",
    title="Words become vectors",
    functions=((forward, loss, backward), train),
    inputs=draw,
    ranges={"d": (3, 4), "v": (5, 6), "k": (3, 5), "m": (8, 13)},
)
