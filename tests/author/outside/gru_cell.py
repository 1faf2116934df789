# %% [markdown]
# # A gated recurrent unit
#
# The state is kept or replaced, unit by unit.

# %%
import numpy as np

# %% [markdown]
# ## A helper that is given


# %%
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# %%
def cell(x, h, params):
    """One step. x: (n, m). h: (k, m). params: {"Wr": (k, n), "Ur": (k, k), "br": (k, 1), "Wu": (k, n), "Uu": (k, k),
    "bu": (k, 1), "Wc": (k, n), "Uc": (k, k), "bc": (k, 1)}.
    Returns {"r": (k, m), "u": (k, m), "c": (k, m), "h_next": (k, m)}."""
    r = sigmoid(params["Wr"] @ x + params["Ur"] @ h + params["br"])
    u = sigmoid(params["Wu"] @ x + params["Uu"] @ h + params["bu"])
    c = np.tanh(params["Wc"] @ x + params["Uc"] @ (r * h) + params["bc"])
    h_next = u * h + (1 - u) * c
    return {"r": r, "u": u, "c": c, "h_next": h_next}


# %%
def cell_backward(dh_next, du, x, h, params, cache):
    """dh_next: (k, m), du: (k, m): gradients by h_next and by the gate u itself. Returns the gradients
    {"dc": (k, m), "dWc": (k, n), "dUc": (k, k), "dbc": (k, 1), "dWr": (k, n), "dUr": (k, k), "dbr": (k, 1),
    "dWu": (k, n), "dUu": (k, k), "dbu": (k, 1), "dx": (n, m), "dh": (k, m)}."""
    r, u, c = cache["r"], cache["u"], cache["c"]
    dc = dh_next * (1 - u)
    da_c = dc * (1 - c**2)
    da_u = (dh_next * (h - c) + du) * u * (1 - u)
    drh = params["Uc"].T @ da_c
    da_r = drh * h * r * (1 - r)
    dWc = da_c @ x.T
    dUc = da_c @ (r * h).T
    dbc = np.sum(da_c, axis=1, keepdims=True)
    dWr = da_r @ x.T
    dUr = da_r @ h.T
    dbr = np.sum(da_r, axis=1, keepdims=True)
    dWu = da_u @ x.T
    dUu = da_u @ h.T
    dbu = np.sum(da_u, axis=1, keepdims=True)
    dx = params["Wc"].T @ da_c + params["Wr"].T @ da_r + params["Wu"].T @ da_u
    dh = dh_next * u + drh * r + params["Ur"].T @ da_r + params["Uu"].T @ da_u
    return {
        "dc": dc,
        "dWc": dWc,
        "dUc": dUc,
        "dbc": dbc,
        "dWr": dWr,
        "dUr": dUr,
        "dbr": dbr,
        "dWu": dWu,
        "dUu": dUu,
        "dbu": dbu,
        "dx": dx,
        "dh": dh,
    }


# %%
def forward(xs, h, params):
    """Run the cell. xs: (T, n, m). h: (k, m). Returns {"hs": (T, k, m)}."""
    hs = []
    for x in xs:
        h = cell(x, h, params)["h_next"]
        hs.append(h)
    return {"hs": np.array(hs)}


# %% tags=["declaration"]
from autograder.declare.draw import normal
from autograder.declare.operations import operations


def draw(rng, s):
    n, k, m, T = s["n"], s["k"], s["m"], s["T"]
    params = {}
    for g in "ruc":
        params |= {f"W{g}": normal(rng, k, n) / 2, f"U{g}": normal(rng, k, k) / 2, f"b{g}": normal(rng, k, 1)}
    return {"x": normal(rng, n, m), "h": normal(rng, k, m), "params": params, "xs": normal(rng, T, n, m)}


PROBLEM = operations(
    name="gru_cell",
    title="A gated recurrent unit",
    functions=((cell, cell_backward), forward),
    inputs=draw,
    ranges={"n": (2, 5), "k": (3, 7), "m": (3, 8), "T": (3, 5)},
)
