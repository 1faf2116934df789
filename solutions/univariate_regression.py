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
# # Univariate regression
#
# The smallest network there is: one input, one weight, one bias.
#
# $$\hat y = w x + b$$
#
# We look for the $w$ and the $b$ that make the **mean squared error** over $m$ examples small:
#
# $$L(w, b) = \frac{1}{m} \sum_{i=1}^{m} \left(\hat y^{(i)} - y^{(i)}\right)^2$$
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x` | (1, m) | the inputs, one example per column |
# | `y` | (1, m) | the targets |
# | `w`, `b` | numbers | weight and bias, held in the dict `params` |
# | `y_hat` | (1, m) | the predictions |
#
# The computation graph. Values go to the right; gradients come back to the left, along the same arrows:
#
# ```
#   x, w, b ──▶ y_hat ──▶ L
#                         ▲
#                         y
# ```

# %%
import numpy as np

# %% [markdown]
# ## A baseline: random search
#
# Before we compute a single derivative: draw many pairs $(w, b)$ at random, keep the one with the smallest loss.
#
# `candidates` is an array of shape (N, 2); each row holds one pair $(w, b)$. Return the best pair as a dict and its
# loss.


# %%
def random_search(x, y, candidates):
    """Try every candidate and keep the best.

    x, y: (1, m). candidates: (N, 2), rows of (w, b).
    Returns (params, loss): params is {"w": number, "b": number}, loss its mean squared error.
    """
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    best = int(np.argmin(losses))
    w, b = candidates[best]
    return {"w": float(w), "b": float(b)}, float(losses[best])


# %% [markdown] written="random_sampling"
# ### In your own words: is it a good idea?
#
# Is sampling parameters at random a good idea? Think of two parameters first: how many candidates does it take to come
# twice as close to the best pair? Then think of a network with a million parameters. Two to five sentences.

# %% [markdown] tags=["solution"]
# **What a good answer says.** For two parameters it works, slowly: to halve the distance to the best pair, a region of
# a quarter of the area must be hit, so about four times as many candidates are needed. With $d$ parameters it is $2^d$
# times as many, which is hopeless for a million. Every candidate is also thrown away: nothing is learnt from its loss
# but whether it is the best so far. It has its uses: it needs no derivative, does not get stuck, and is a fair
# baseline.

# %% [markdown] written="direction"
# ### In your own words: what else could direct the search?
#
# Random search looks at the loss of each candidate and at nothing else. Which other piece of information about the
# loss, at the place where you stand, could direct the search? What does it tell you, and what does it not tell you? Two
# to five sentences.

# %% [markdown] tags=["solution"]
# **What a good answer says.** The derivatives of the loss with respect to $w$ and $b$ at the present point: the
# gradient. It says in which direction the loss grows fastest, so that a small step the other way makes it smaller, and
# how steep it is there. It does not say how far to go (that is the learning rate), nor what the loss looks like farther
# away. One gradient costs about as much as a few losses, for any number of parameters.

# %% [markdown]
# ## Forward pass
#
# Compute the prediction for all $m$ examples at once.


# %%
def forward(x, params):
    """Predict.

    x: (1, m). params: {"w": number, "b": number}.
    Returns the cache {"y_hat": (1, m)}.
    """
    return {"y_hat": params["w"] * x + params["b"]}


# %% [markdown]
# ## Loss
#
# The loss is one number: the mean of the squared errors over the examples.


# %%
def loss(y_hat, y):
    """Mean squared error of the predictions y_hat (1, m) for the targets y (1, m): a number."""
    return float(np.mean((y_hat - y) ** 2))


# %% [markdown]
# ## A worked example
#
# One example with the input 2 and the target 1 goes through the network with the weight 0.5 and the bias 0.1. In each
# box: the name, the value, and below it in blue the gradient of the loss. On each arrow: a weight, and below it its
# gradient.
#
# ![One example on its way through the network](calculation.svg)
#
# Follow the black numbers to the right with a pencil, then the blue ones to the left: what is multiplied by what? Later
# `grader.draw("backward")` draws the same example with *your* functions, one step after the other.
#
# **Four pitfalls.**
#
# 1. The loss is a mean: with $m$ examples, each of them counts $m$ times less than alone.
# 2. Each example has its own part in the derivative with respect to $w$. Is one number left in the end?
# 3. Both derivatives of a step belong to the same point: move $w$ and $b$ only after both are there.
# 4. The sign: a positive derivative says that the loss grows with $w$. Which way do you go?

# %% [markdown]
# ## Backward pass
#
# Walk back from the loss with the chain rule. A gradient is named after the variable that it is taken with respect to:
# `dw` is $\partial L / \partial w$, and `dy_hat` is $\partial L / \partial \hat y$, with the $1/m$ of the loss inside
# it.
#
# Every example moves the loss a little. Ask what one example adds to each derivative; the sum over the examples is the
# derivative itself.
#
# | symbol | shape |
# | --- | --- |
# | `dy_hat` | (1, m) |
# | `dw`, `db` | numbers |


# %%
def backward(x, y, params, cache):
    """Gradients of the loss.

    x, y: (1, m). params: {"w", "b"}. cache: what forward(x, params) gives.
    Returns {"dy_hat": (1, m), "dw": number, "db": number}.
    """
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dw = float(np.sum(dy_hat * x))
    db = float(np.sum(dy_hat))
    return {"dy_hat": dy_hat, "dw": dw, "db": db}


# %% [markdown] written="derive_dw"
# ### On paper: derive it, explain the shape
#
# Derive $\partial L / \partial w$ from the definition of the loss, one link of the chain at a time. Write down the steps
# here (as formulas or in words). Then explain the shapes: `x` and `dy_hat` have the shape (1, m). Why is `dw` a single
# number, and what happened to the $m$ examples?

# %% [markdown] tags=["solution"]
# **What a good answer says.** $L = \frac1m \sum_i (\hat y^{(i)} - y^{(i)})^2$, so
# $\partial L / \partial \hat y^{(i)} = \frac2m (\hat y^{(i)} - y^{(i)})$. From $\hat y^{(i)} = w x^{(i)} + b$ comes
# $\partial \hat y^{(i)} / \partial w = x^{(i)}$. One $w$ reaches the loss through all $m$ predictions, and where paths
# meet, their derivatives add up: $\partial L / \partial w = \sum_i \frac2m (\hat y^{(i)} - y^{(i)})\, x^{(i)}$. A
# gradient has the shape of its parameter, a number; the sum over the examples took the axis of length $m$ away.

# %% [markdown]
# ## Gradient descent
#
# Take `steps` steps against the gradient, each of length `lr` times the gradient. Note the loss *before* each step. Both
# derivatives of a step belong to the same point $(w, b)$.


# %%
def train(x, y, params, lr, steps):
    """Plain gradient descent.

    x, y: (1, m). params: {"w", "b"}. lr: the learning rate. steps: how many steps.
    Returns (params, losses): the new parameters, and a list in which losses[i] is the loss before step i.
    """
    w, b = params["w"], params["b"]
    losses = []
    for _ in range(steps):
        now = {"w": w, "b": b}
        cache = forward(x, now)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, now, cache)
        w = w - lr * grads["dw"]
        b = b - lr * grads["db"]
    return {"w": w, "b": b}, losses


# %% [markdown]
# ## Look at it
#
# Random search and gradient descent get the same budget: as many looks at the loss. The picture shows the loss over all
# $(w, b)$, dark where it is small, with the path of gradient descent from the red dot.

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# rng = np.random.default_rng(230)
# x_train = rng.standard_normal((1, 30))
# y_train = 1.5 * x_train - 0.5 + 0.3 * rng.standard_normal((1, 30))
# start, budget = {"w": -1.5, "b": 2.0}, 25
#
# candidates = rng.uniform(-3, 3, (budget, 2))
# found, _ = random_search(x_train, y_train, candidates)
# path = [train(x_train, y_train, start, 0.1, steps)[0] for steps in range(budget + 1)]
#
# ws, bs = np.meshgrid(np.linspace(-3, 3, 80), np.linspace(-3, 3, 80))
# errors = ws.reshape(-1, 1) * x_train + bs.reshape(-1, 1) - y_train
# plt.contourf(ws, bs, np.mean(errors**2, axis=1).reshape(ws.shape), levels=30, cmap="viridis")
# plt.plot([p["w"] for p in path], [p["b"] for p in path], "C1.-", label="gradient descent")
# plt.plot(start["w"], start["b"], "ro", label="start")
# plt.plot(found["w"], found["b"], "ks", label=f"random search, {budget} candidates")
# plt.xlabel("w")
# plt.ylabel("b")
# plt.legend()
# plt.show()

# %% [markdown]
# The loss before each step, beside the best loss that random search has found with as many looks. What would you change
# if the curve of gradient descent went up? And how many looks would random search need with a thousand parameters
# instead of two?

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# _, losses = train(x_train, y_train, start, 0.1, budget)
# best_so_far = [random_search(x_train, y_train, candidates[: looks + 1])[1] for looks in range(budget)]
# plt.semilogy(losses, "C1.-", label="gradient descent")
# plt.semilogy(best_so_far, "ks-", label="random search: the best so far")
# plt.xlabel("looks at the loss")
# plt.ylabel("loss")
# plt.legend()
# plt.show()


# %% [markdown]
# **More parameters.** The same comparison in $d$ dimensions, on the simplest bowl there is: the mean of the squares of
# $d$ parameters, each of them between -1 and 1 at the start. Both get 100 looks. Which column changes when $d$ grows,
# and why does the other one not?

# %% tags=["skip-grading", "active-ipynb"]
# looks = 100
# print(f"{'d':>4} {'random search':>15} {'gradient descent':>18}")
# for d in (1, 2, 4, 8, 16, 32, 64):
#     tried = np.random.default_rng(230).uniform(-1, 1, (looks, d))
#     found = np.min(np.mean(tried**2, axis=1))
#     p = tried[0]
#     for _ in range(looks):
#         gradient = 2 * p / d  # each parameter has a smaller part in the mean, so the learning rate grows with d
#         p = p - 0.05 * d * gradient
#     print(f"{d:>4} {found:>15.2g} {np.mean(p**2):>18.2g}")


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derive import derive
from autograder.declare.draw import number
from autograder.declare.long_training import LongTraining
from autograder.declare.problem import Written
from autograder.declare.search import Search


def draw_inputs(rng, sizes):
    x = draw.normal(rng, 1, sizes["m"])
    y = number(rng) * x + number(rng) + 0.3 * draw.normal(rng, 1, sizes["m"])
    return x, y, {"w": number(rng), "b": number(rng)}


def measures(x, y, w, b):
    """The loss, and what else a search may make small: nothing of it is smallest for the best candidate."""
    errors = w * x + b - y
    of_each = (
        errors**2,
        np.abs(errors),
        errors,
        (w * x - y) ** 2,
        (b - y) ** 2,
        (w + b * x - y) ** 2,
        errors[:, :1] ** 2,
        errors[:, -1:] ** 2,
    )
    return *(one.mean(axis=1) for one in of_each), errors.mean(axis=1) ** 2


PROBLEM = derive(
    name="univariate_regression",
    title="Univariate regression",
    functions=(forward, loss, backward, train),
    inputs=draw_inputs,
    ranges={"m": (5, 9)},
    training=LongTraining({"m": 24}, steps=40),
    search=Search(random_search, {"m": (5, 9), "N": (11, 14)}, measures),
    mistakes="search",
    written=(
        Written("random_sampling", "Is sampling parameters at random a good idea?", points=1.0),
        Written("direction", "Which other piece of information could direct the search?", points=1.0),
        Written("derive_dw", "Derive dw on paper, and explain its shape", points=2.0),
    ),
)
