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
# # Logistic regression
#
# So far a network predicted a number. Now it must choose between two classes: is there a cat in the picture, or not?
# The answer is written as a **label**, $y = 1$ for yes and $y = 0$ for no, and the network says how sure it is: its
# prediction $\hat y$ is the **probability** that the label is 1.
#
# A weighted sum of the features can be any number, a probability cannot. So the sum goes through the **sigmoid**, which
# takes every number to one between 0 and 1:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# With all $m$ examples next to each other, **one example per column**, the network is two formulas:
#
# $$z = w x + b \qquad\qquad \hat y = \sigma(z)$$
#
# What is a good prediction? One that gives a high probability to the label that is really there: $\hat y$ if the label is
# 1, and $1 - \hat y$ if it is 0. The **cross-entropy** takes the logarithm of that probability, with a minus sign so that
# smaller is better, and the mean over the examples:
#
# $$L(w, b) = -\frac{1}{m} \sum_{i=1}^{m} \left[ y^{(i)} \log \hat y^{(i)} + (1 - y^{(i)}) \log (1 - \hat y^{(i)}) \right]$$
#
# For each example one of the two terms is zero. Which one? Put in $y = 1$, then $y = 0$, and look at what is left. And
# what does an example cost for which the network is nearly sure, and wrong?
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x` | (n, m) | the inputs, one example per column |
# | `y` | (1, m) | the labels: 0.0 or 1.0 |
# | `w` | (1, n) | the weights, one for each feature, held in the dict `params` |
# | `b` | number | the bias, held in `params` too |
# | `z` | (1, m) | the weighted sums |
# | `y_hat` | (1, m) | the predictions: probabilities |
#
# The computation graph. Values go to the right; gradients come back to the left, along the same arrows:
#
# ```
#   x, w, b ──▶ z ──▶ y_hat ──▶ L
#                               ▲
#                               y
# ```
#
# Your functions must work for any $n$ and any $m$: read them from the shape of the arguments.

# %%
import numpy as np

# %% [markdown]
# ## The sigmoid
#
# It takes an array and gives one of the same shape, entry by entry. Its values lie between 0 and 1: near 1 for large
# positive entries, near 0 for large negative ones, and one half at zero.


# %%
def sigmoid(z):
    """The sigmoid of every entry of z, in the shape of z."""
    return 1 / (1 + np.exp(-z))


# %% [markdown]
# ## Forward pass
#
# Two formulas, two lines. The first is the forward pass of the regression you know. Return both values: the cache is
# what the backward pass may look at.


# %%
def forward(x, params):
    """Compute weighted sums and predictions.

    x: (n, m). params: {"w": (1, n), "b": number}.
    Returns the cache {"z": (1, m), "y_hat": (1, m)}.
    """
    z = params["w"] @ x + params["b"]
    y_hat = sigmoid(z)
    return {"z": z, "y_hat": y_hat}


# %% [markdown]
# ## Loss
#
# The cross-entropy of all examples: one number. `np.log` is the natural logarithm, entry by entry. Two values to check
# yours by: a network that says one half for everything has the loss $\log 2 \approx 0.693$, whatever the labels are; and
# no loss is ever below zero.


# %%
def loss(y_hat, y):
    """Mean binary cross-entropy of the predictions y_hat (1, m) for the labels y (1, m): a number."""
    return -float(np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))


# %% [markdown]
# ## A worked example
#
# One example with the features 2 and -1 and the label 1 goes through the network. In each box: the name, the value,
# and below it in blue the gradient of the loss. On each arrow: a weight, and below it its gradient, or the slope of
# the sigmoid.
#
# ![One example on its way through the network](calculation.svg)
#
# Follow the black numbers to the right with a pencil, then the blue ones to the left: what is multiplied by what? Later
# `grader.draw("backward")` draws the same example with *your* functions, one step after the other.
#
# **Four pitfalls.**
#
# 1. Multiply the two links between loss and weighted sum on paper first: code that divides by nearly zero fails later.
# 2. A probability goes into the loss, a weighted sum goes into the sigmoid. Which of the two does each line need?
# 3. The logarithm is the natural one, and there are two terms: one for each label.
# 4. The $1/m$ is inside the gradient with respect to the weighted sum once. Count how often it is in the others.

# %% [markdown]
# ## Backward pass
#
# Walk back from the loss. A gradient is named after the variable that it is taken with respect to: `dz` is
# $\partial L / \partial z$, a derivative of the *loss*, with its $1/m$ inside.
#
# 1. **From the loss to the weighted sum.** There are two links in this chain. Take a single example. On paper, differentiate its
#    loss with respect to $\hat y$, then $\hat y$ with respect to $z$, and write the second with $\hat y$ itself. Multiply the two and
#    simplify as far as you can: what is left is short, and it is the reason why the sigmoid and the cross-entropy belong
#    together. Do not stop at the product: it divides by something that is nearly zero where the network is nearly sure.
# 2. **From the weighted sum to the parameters.** You have done this before. Did anything change?
#
# Then read your result as a sentence. Which examples pull on the weights hardest, and which hardly at all?
#
# | symbol | shape |
# | --- | --- |
# | `dz` | (1, m) |
# | `dw` | (1, n) |
# | `db` | number |


# %%
def backward(x, y, params, cache):
    """Gradients of the loss.

    x: (n, m). y: (1, m). params: {"w", "b"}. cache: what forward(x, params) gives.
    Returns {"dz": (1, m), "dw": (1, n), "db": number}.
    """
    m = x.shape[1]
    dz = (cache["y_hat"] - y) / m
    dw = dz @ x.T
    db = float(np.sum(dz))
    return {"dz": dz, "dw": dw, "db": db}


# %% [markdown] written="derive_dz"
# ### On paper: derive it, explain the shape
#
# Derive $\partial L / \partial z$ for a single example: first the loss with respect to $\hat y$, then $\hat y$ with
# respect to $z$, then simplify the product. Write down the steps. Then explain the shapes for all examples: why is `dz`
# (1, m) while `dw` is (1, n), although the same loss stands behind both?

# %% [markdown] tags=["solution"]
# **What a good answer says.** For one example
# $\partial L / \partial \hat y = -\frac{y}{\hat y} + \frac{1-y}{1-\hat y} = \frac{\hat y - y}{\hat y (1 - \hat y)}$ and
# $\partial \hat y / \partial z = \hat y (1 - \hat y)$; the product is $\hat y - y$, and the mean over the examples
# brings $1/m$. Every example has a $z$ of its own, so `dz` keeps the axis $m$. The weights are shared by all examples,
# so their derivatives are summed over $m$, and what is left has the shape of `w`.

# %% [markdown]
# ## Gradient descent
#
# Take `steps` steps against the gradient, each of length `lr` times the gradient. Note the loss *before* each step. Both
# gradients of a step belong to the same point $(w, b)$.
#
# No formula gives the best $w$ and $b$ here, as it did for the squared error. But the loss is still a bowl without any
# other valleys, so walking downhill is safe. Your training is compared with a right one that starts from the same
# parameters.


# %%
def train(x, y, params, lr, steps):
    """Plain gradient descent.

    x: (n, m). y: (1, m). params: {"w": (1, n), "b": number}. lr: the learning rate. steps: how many steps.
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
# The loss before each step, on data made for this picture. It starts at a value you know. Why does it never reach zero?

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# rng = np.random.default_rng(230)
# x_train = rng.standard_normal((3, 60))
# y_train = 1.0 * (np.array([[1.0, -2.0, 0.5]]) @ x_train + 0.7 + rng.standard_normal((1, 60)) > 0)
# _, losses = train(x_train, y_train, {"w": np.zeros((1, 3)), "b": 0.0}, 0.5, 100)
# plt.plot(losses)
# plt.xlabel("step")
# plt.ylabel("loss")
# plt.show()

# %% [markdown]
# The **decision boundary**, for two features: where the network says one half. Which examples lie on the wrong side of
# it? Can this network draw any other kind of line?

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# x_plane = rng.standard_normal((2, 80))
# y_plane = 1.0 * (np.array([[1.0, -2.0]]) @ x_plane + 0.5 + 0.5 * rng.standard_normal((1, 80)) > 0)
# trained, _ = train(x_plane, y_plane, {"w": np.zeros((1, 2)), "b": 0.0}, 0.5, 300)
#
# first, second = np.meshgrid(np.linspace(-3, 3, 120), np.linspace(-3, 3, 120))
# sure = forward(np.stack([first.ravel(), second.ravel()]), trained)["y_hat"].reshape(first.shape)
# plt.contourf(first, second, sure, levels=np.linspace(0, 1, 11), cmap="RdBu_r", alpha=0.6)
# plt.colorbar(label="probability of label 1")
# plt.contour(first, second, sure, levels=[0.5], colors="k")
# plt.scatter(*x_plane, c=y_plane.ravel(), cmap="RdBu_r", edgecolors="k")
# plt.xlabel("first feature")
# plt.ylabel("second feature")
# plt.show()


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derive import Activation, derive
from autograder.declare.draw import number, until
from autograder.declare.long_training import LongTraining
from autograder.declare.problem import Written

LR = 0.1
"""Of the few steps that are compared: five times as long as after a square, whose slope has no bound."""


def draw_inputs(rng, sizes):
    n, m = sizes["n"], sizes["m"]

    def inputs():
        # The features have means: without them, a step of w hardly changes the gradient of b.
        x = draw.normal(rng, n, m) + 0.5 * draw.normal(rng, n, 1)
        score = 2 * draw.normal(rng, 1, n) @ x + draw.normal(rng, 1, m) + 2
        return x, np.where(score > 0, 1.0, 0.0), {"w": 0.6 * draw.normal(rng, 1, n), "b": number(rng) / 2}

    return until(inputs, lambda given: draw.unsure(forward(given[0], given[2])["y_hat"], given[1]))


PROBLEM = derive(
    name="logistic_regression",
    title="Logistic regression",
    functions=(forward, loss, backward, train),
    inputs=draw_inputs,
    ranges={"n": (3, 6), "m": (5, 8)},
    training=LongTraining({"n": 3, "m": 40}, lr=2.0),
    lr=LR,
    near=1.0,
    activation=Activation(sigmoid, {"m": (5, 9)}),
    written=(Written("derive_dz", "Derive dz on paper, and explain its shape", points=2.0),),
)
