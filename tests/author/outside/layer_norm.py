# %% [markdown]
# # Layer normalisation
#
# Each example is shifted and scaled.

# %%
import numpy as np

EPS = 1e-2


# %%
def layer_norm(x, gamma, beta):
    """x: (n, m). gamma: (n, 1). beta: (n, 1). Returns the pair (x_hat: (n, m), y: (n, m))."""
    mean = np.mean(x, axis=0, keepdims=True)
    var = np.mean((x - mean) ** 2, axis=0, keepdims=True)
    x_hat = (x - mean) / np.sqrt(var + EPS)
    y = gamma * x_hat + beta
    return x_hat, y


# %%
def layer_norm_backward(dy, x, gamma, beta):
    """dy: (n, m). Returns (dx: (n, m), dgamma: (n, 1), dbeta: (n, 1))."""
    mean = np.mean(x, axis=0, keepdims=True)
    std = np.sqrt(np.mean((x - mean) ** 2, axis=0, keepdims=True) + EPS)
    x_hat = (x - mean) / std
    g = dy * gamma
    dx = (g - np.mean(g, axis=0, keepdims=True) - x_hat * np.mean(g * x_hat, axis=0, keepdims=True)) / std
    dgamma = np.sum(dy * x_hat, axis=1, keepdims=True)
    dbeta = np.sum(dy, axis=1, keepdims=True)
    return dx, dgamma, dbeta


# %% tags=["declaration"]
from autograder.declare.draw import normal
from autograder.declare.operations import operations

PROBLEM = operations(
    name="layer_norm",
    title="Layer normalisation",
    functions=((layer_norm, layer_norm_backward),),
    inputs=lambda rng, s: (normal(rng, s["n"], s["m"]), normal(rng, s["n"], 1), normal(rng, s["n"], 1)),
    ranges={"n": (3, 5), "m": (6, 9)},
)
