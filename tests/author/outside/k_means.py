# %% [markdown]
# # Clusters
#
# `X` holds one point per row, `used` says which points count.

# %%
import numpy as np


# %%
def assign(X, centers):
    """X: (m, n). centers: (k, n). Returns the number of each point's nearest centre: (m,) whole numbers."""
    distances = ((X[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
    return np.argmin(distances, axis=1)


# %%
def update(X, labels, centers, used):
    """X: (m, n). labels: (m,) whole numbers. centers: (k, n). used: (m,) booleans.

    Returns the means of the used points of each cluster: (k, n). A cluster without any keeps its centre.
    """
    new = centers.copy()
    for j in range(len(centers)):
        mine = X[used & (labels == j)]
        if len(mine) > 0:
            new[j] = mine.mean(axis=0)
    return new


# %%
def k_means(X, centers, used, steps):
    """Assign and update, `steps` times. Returns (centers, losses): losses[i] is the sum of the squared distances of
    all points to their centres after assignment i."""
    losses = []
    for _ in range(steps):
        labels = assign(X, centers)
        losses.append(float(np.sum((X - centers[labels]) ** 2)))
        centers = update(X, labels, centers, used)
    return centers, losses


# %%
def gather(dE, X, labels):
    """dE: (k, n). Returns dE with each row of X (m, n) added to the row of its label: (k, n)."""
    out = dE.copy()
    np.add.at(out, labels, X)
    return out


# %% tags=["declaration"]
from autograder.declare.draw import normal
from autograder.declare.operations import operations


def inputs(rng, s):
    m, n, k = s["m"], s["n"], s["k"]
    return {
        "X": normal(rng, m, n),
        "centers": normal(rng, k, n),
        "labels": rng.permutation(np.arange(m) % k),
        "used": rng.permutation(np.arange(m)) > 2,
        "dE": normal(rng, k, n),
        "steps": 3,
    }


PROBLEM = operations(
    name="k_means",
    title="Clusters",
    functions=(assign, update, k_means, gather),
    inputs=inputs,
    ranges={"m": (12, 17), "n": (2, 4), "k": (3, 5)},
)
