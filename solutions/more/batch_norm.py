# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Batch normalisation
#
# A layer learns faster if its inputs keep the same scale. Batch normalisation brings every feature to mean 0 and variance
# 1 over the examples of the batch; then the layer may choose another scale $\gamma$ and another mean $\beta$ itself:
#
# $$\mu = \frac{1}{m} \sum_{i=1}^{m} x^{(i)} \qquad v = \frac{1}{m} \sum_{i=1}^{m} (x^{(i)} - \mu)^2 \qquad
# \hat x = \frac{x - \mu}{\sqrt{v + \varepsilon}} \qquad y = \gamma \hat x + \beta$$
#
# As everywhere in this course, **columns are examples**: the means run over the columns, one for each feature.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x`, `y` | (n, m) | inputs and outputs |
# | `gamma`, `beta` | (n, 1) | scale and mean that are learned |
# | `state` | | a dict with the running averages `"mean"` and `"var"`, each (n, 1) |
# | `eps`, `momentum` | numbers | keeps the root from zero; share of the old average that stays |
#
# **Example.** A feature with the values 1, 3 and 8 has the mean 4 and the variance $(9 + 1 + 16) / 3 = 8.67$. Normalised,
# it is $-1.02$, $-0.34$ and $1.36$. Each of the three depends on all three: through the mean and the variance.

# %%
import numpy as np

# %% [markdown]
# ## 1. Forward
#
# During training, the batch itself gives mean and variance, and the running averages follow: `momentum` of the old
# average stays, the rest comes from the batch. **They are changed in `state` itself**, as the layers of libraries do it.
# In a test there may be a single example, so the running averages are used instead, and stay as they are.
#
# What `backward` will need is yours to choose: it goes into the cache.


# %%
def batchnorm_forward(x, gamma, beta, state, mode, eps=1e-5, momentum=0.9):
    """Normalise a batch.

    x: (n, m). gamma, beta: (n, 1). state: {"mean": (n, 1), "var": (n, 1)}, changed in place if mode is "train", and
    left alone if it is "test". Returns (y, cache): y is (n, m), the cache whatever batchnorm_backward needs.
    """
    if mode == "test":
        x_hat = (x - state["mean"]) / np.sqrt(state["var"] + eps)
        return gamma * x_hat + beta, None
    mean = np.mean(x, axis=1, keepdims=True)
    var = np.mean((x - mean) ** 2, axis=1, keepdims=True)
    x_hat = (x - mean) / np.sqrt(var + eps)
    state["mean"] = momentum * state["mean"] + (1 - momentum) * mean
    state["var"] = momentum * state["var"] + (1 - momentum) * var
    return gamma * x_hat + beta, (x_hat, gamma, var + eps)


# %% [markdown]
# Your function is called like this to see what it does. There is nothing to write here.


# %%
def forward(x, gamma, beta, mean, var, mode):
    """Return the output, and the running averages after the call, each (n, 1)."""
    state = {"mean": mean.copy(), "var": var.copy()}
    y, _ = batchnorm_forward(x, gamma, beta, state, mode)
    return y, state["mean"], state["var"]


# %% [markdown]
# ## 2. Backward
#
# `x` reaches the output in three ways: directly, through the mean, and through the variance. Work out the derivative by
# $\hat x$ first.


# %%
def batchnorm_backward(dy, cache):
    """Pass a gradient back through a normalisation in training.

    dy: (n, m). cache is the one that your batchnorm_forward returned. Returns (dx, dgamma, dbeta): dx is (n, m), the
    others are (n, 1).
    """
    x_hat, gamma, var = cache
    dgamma = np.sum(dy * x_hat, axis=1, keepdims=True)
    dbeta = np.sum(dy, axis=1, keepdims=True)
    dx_hat = dy * gamma
    through_mean = np.mean(dx_hat, axis=1, keepdims=True)
    through_var = x_hat * np.mean(dx_hat * x_hat, axis=1, keepdims=True)
    dx = (dx_hat - through_mean - through_var) / np.sqrt(var)
    return dx, dgamma, dbeta


# %% [markdown]
# And this is how the two are called one after the other.


# %%
def backward(dy, x, gamma, beta, mean, var, mode):
    """Return the gradients dx (n, m), dgamma (n, 1) and dbeta (n, 1) of a call of forward."""
    _, cache = batchnorm_forward(x, gamma, beta, {"mean": mean.copy(), "var": var.copy()}, mode)
    return batchnorm_backward(dy, cache)


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.forms import Array, Parts
from autograder.declare.problem import Call, Case, Function, Misconception, Problem, Question
from autograder.declare.roles import Operation, Roles

ALL, ROW = ("n", "m"), ("n", 1)
ARGS = ("x", "gamma", "beta", "mean", "var", "mode")


def one_case(rng, mode, *earlier):
    sizes = draw.sizes(rng, *earlier, n=(2, 6), m=(4, 9))
    n, m = sizes["n"], sizes["m"]

    def inputs(mode):
        row = [draw.normal(rng, n, 1) for _ in range(4)]
        return 2 * draw.normal(rng, n, m) + row[0], row[1], row[2], row[3], 1 + draw.normal(rng, n, 1) ** 2, mode

    return Case(
        sizes,
        (Call("forward", inputs(mode)), Call("backward", (draw.normal(rng, n, m), *inputs("train")))),
    )


def cases(rng):
    first = one_case(rng, "train")
    second = one_case(rng, "test", first.sizes)
    return (first, second, one_case(rng, "train", first.sizes, second.sizes))


PROBLEM = Problem(
    name="batch_norm",
    title="Batch normalisation",
    functions=(
        Function(
            "forward",
            ARGS,
            Parts((Array("y", ALL), Array("mean", ROW), Array("var", ROW))),
            uses=("batchnorm_forward",),
        ),
        Function(
            "backward",
            ("dy", *ARGS),
            Parts((Array("dx", ALL), Array("dgamma", ROW), Array("dbeta", ROW))),
            uses=("batchnorm_forward", "batchnorm_backward"),
        ),
    ),
    questions=(
        Question("forward.y", points=2),
        Question("forward.mean"),
        Question("forward.var"),
        Question("backward.dx", points=2),
        Question("backward.dgamma"),
        Question("backward.dbeta"),
    ),
    roles=Roles(
        operations=(Operation("forward", "backward", {"dy": "y"}, {"dx": "x", "dgamma": "gamma", "dbeta": "beta"}),)
    ),
    cases=cases,
    misconceptions=(
        Misconception(
            "over-the-features",
            "forward",
            "mean = np.mean(x, axis=1, keepdims=True)",
            "mean = np.mean(x, axis=0, keepdims=True)[:, : len(x)].mean() * np.ones((len(x), 1))",
            "How many means are there: one for each feature, or one for everything?",
        ),
        Misconception(
            "divided-by-one-less",
            "forward",
            "var = np.mean((x - mean) ** 2, axis=1, keepdims=True)",
            "var = np.var(x, axis=1, keepdims=True, ddof=1)",
            "By how many is the sum of squares divided here?",
        ),
        Misconception(
            "epsilon-after-the-root",
            "forward",
            "x_hat = (x - mean) / np.sqrt(var + eps)",
            "x_hat = (x - mean) / (np.sqrt(var) + eps)",
            "Is the epsilon added to the variance, or to its root?",
        ),
        Misconception(
            "root-forgotten",
            "forward",
            "x_hat = (x - mean) / np.sqrt(var + eps)",
            "x_hat = (x - mean) / (var + eps)",
            "Which power of the variance has the unit of x?",
        ),
        Misconception(
            "averages-exchanged",
            "forward",
            'state["mean"] = momentum * state["mean"] + (1 - momentum) * mean\n'
            '    state["var"] = momentum * state["var"] + (1 - momentum) * var',
            'state["mean"] = (1 - momentum) * state["mean"] + momentum * mean\n'
            '    state["var"] = (1 - momentum) * state["var"] + momentum * var',
            "A momentum of 0.9 makes an average slow. How much of the old one stays?",
        ),
        Misconception(
            "state-replaced",
            "forward",
            '    state["mean"] = momentum',
            '    state = dict(state)\n    state["mean"] = momentum',
            "Whoever called your function looks into the dict that they gave you. What do they find there?",
        ),
        Misconception(
            "batch-in-a-test",
            "forward",
            'if mode == "test":',
            'if mode == "testing":',
            "A test may consist of a single example. Whose mean is used then?",
        ),
        Misconception(
            "mean-held-fixed",
            "backward",
            " - through_mean",
            "",
            "If one entry of x grows, does the mean stay?",
        ),
        Misconception(
            "variance-held-fixed",
            "backward",
            " - through_var",
            "",
            "If one entry of x grows, does the variance stay?",
        ),
        Misconception(
            "statistics-held-fixed",
            "backward",
            "dx_hat - through_mean - through_var",
            "dx_hat",
            "In which three ways does an entry of x reach the outputs?",
        ),
        Misconception(
            "scale-left-out",
            "backward",
            "dx_hat = dy * gamma",
            "dx_hat = dy",
            "What stands between the normalised value and the output?",
        ),
        Misconception(
            "deviation-forgotten",
            "backward",
            ") / np.sqrt(var)",
            ")",
            "If x is ten times as large everywhere, how much does the output change?",
        ),
        Misconception(
            "gamma-of-the-sum",
            "backward",
            "dgamma = np.sum(dy * x_hat",
            "dgamma = np.sum(dy",
            "What does gamma multiply?",
        ),
        Misconception(
            "mean-for-sum",
            "backward",
            "dbeta = np.sum(dy",
            "dbeta = np.mean(dy",
            "One beta serves all examples. Do their gradients add up?",
        ),
    ),
)
