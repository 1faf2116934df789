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
# # A nonlinear network with two layers
#
# A linear network with two layers can predict nothing that a single layer cannot. What makes a second layer worth its
# cost is an **activation function** between the two. Here it is the sigmoid, applied to each entry of the hidden layer:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# The network first computes the **pre-activations** $z_1$, then the **activations** $a_1$, then the predictions:
#
# $$z_1 = W_1 x + b_1 \qquad\qquad a_1 = \sigma(z_1) \qquad\qquad \hat y = W_2 a_1 + b_2$$
#
# The output has no activation: it must be free to take any value. All $m$ examples stand next to each other, **one
# example per column**, and the loss is the mean squared error:
#
# $$L = \frac{1}{m} \sum_{i=1}^{m} \left(\hat y^{(i)} - y^{(i)}\right)^2$$
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x` | (n, m) | the inputs, one example per column |
# | `y` | (1, m) | the targets |
# | `W1` | (k, n) | the weights of the hidden layer: one row per unit |
# | `b1` | (k, 1) | the biases of the hidden layer: one per unit |
# | `W2` | (1, k) | the weights of the output: one for each hidden unit |
# | `b2` | number | the bias of the output |
# | `z1` | (k, m) | the pre-activations |
# | `a1` | (k, m) | the activations |
# | `y_hat` | (1, m) | the predictions |
#
# The computation graph. Values go to the right; gradients come back to the left, along the same arrows:
#
# ```
#   x, W1, b1 ──▶ z1 ──▶ a1 ──▶ y_hat ──▶ L
#                                 ▲        ▲
#                               W2, b2     y
# ```
#
# The four parameters are held in the dict `params`.

# %%
import numpy as np

# %% [markdown]
# ## The sigmoid
#
# It takes an array of any shape and gives one of the same shape, entry by entry. Its values lie between 0 and 1:
# near 1 for large positive entries, near 0 for large negative ones, and one half at zero.


# %%
def sigmoid(z):
    """The sigmoid of every entry of z, in the shape of z."""
    return 1 / (1 + np.exp(-z))


# %% [markdown]
# ## Forward pass
#
# Three formulas, three lines. Return every value on the way: the backward pass will need them.


# %%
def forward(x, params):
    """Compute pre-activations, activations and predictions.

    x: (n, m). params: {"W1": (k, n), "b1": (k, 1), "W2": (1, k), "b2": number}.
    Returns the cache {"z1": (k, m), "a1": (k, m), "y_hat": (1, m)}.
    """
    z1 = params["W1"] @ x + params["b1"]
    a1 = sigmoid(z1)
    y_hat = params["W2"] @ a1 + params["b2"]
    return {"z1": z1, "a1": a1, "y_hat": y_hat}


# %% [markdown]
# ## Loss
#
# The same mean squared error as before: one number.


# %%
def loss(y_hat, y):
    """Mean squared error of the predictions y_hat (1, m) for the targets y (1, m): a number."""
    return float(np.mean((y_hat - y) ** 2))


# %% [markdown]
# ## A worked example
#
# One example with the features 2 and -1 and the target 1 goes through a network with two hidden units. In each box:
# the name, the value, and below it in blue the gradient of the loss. On each arrow: a weight, and below it its
# gradient, or the slope of the sigmoid.
#
# ![One example on its way through the network](calculation.svg)
#
# Follow the black numbers to the right with a pencil, then the blue ones to the left: what is multiplied by what? Later
# `grader.draw("backward")` draws the same example with *your* functions, one step after the other.
#
# **Four pitfalls.**
#
# 1. The slope of an activation multiplies entry by entry; a layer multiplies as a matrix.
# 2. The slope of the sigmoid can be written with $a_1$ or with $z_1$: do not mix the two.
# 3. The output has no activation here. Is there a slope in its gradient?
# 4. `b1` is a column: a sum that loses an axis gives another shape.

# %% [markdown]
# ## Backward pass
#
# Start at the loss and walk back, one arrow of the network at a time. A gradient is named after the variable that it is
# taken with respect to: `dz1` is $\partial L / \partial z_1$. Each is a derivative of the *loss*, with its $1/m$
# inside.
#
# 1. **From the loss to the prediction.** By how much does the loss change when one prediction moves a little?
# 2. **The second layer.** It is a regression whose inputs are the activations. You have done this before.
# 3. **Through the second layer.** An activation reaches the loss only through the prediction of its own example. What
#    stands between the two in the forward formula?
# 4. **Through the activation function.** This step is new. Take the derivative of the sigmoid on paper, and try to write
#    it with the sigmoid itself: then the cache already holds all that you need. Each entry of $z_1$ moves one entry of
#    $a_1$ and no other: which kind of product is that?
# 5. **The first layer.** Once you have `dz1`, the first layer no longer needs to know what comes after it.
#
# Check the shapes at each step: **a gradient has the shape of the thing it belongs to**.
#
# | symbol | shape |
# | --- | --- |
# | `dy_hat` | (1, m) |
# | `dW2` | (1, k) |
# | `db2` | number |
# | `da1` | (k, m) |
# | `dz1` | (k, m) |
# | `dW1` | (k, n) |
# | `db1` | (k, 1) |


# %%
def backward(x, y, params, cache):
    """Gradients of the loss.

    x: (n, m). y: (1, m). params: {"W1", "b1", "W2", "b2"}. cache: what forward(x, params) gives.
    Returns {"dy_hat": (1, m), "dW2": (1, k), "db2": number,
             "da1": (k, m), "dz1": (k, m), "dW1": (k, n), "db1": (k, 1)}.
    """
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dW2 = dy_hat @ cache["a1"].T
    db2 = float(np.sum(dy_hat))
    da1 = params["W2"].T @ dy_hat
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1 = dz1 @ x.T
    db1 = np.sum(dz1, axis=1, keepdims=True)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}


# %% [markdown] written="derive_dz1"
# ### On paper: derive it, explain the shape
#
# Derive the slope of the sigmoid from its definition, and bring it into a form that needs nothing but the sigmoid's own
# value. Then derive $\partial L / \partial z_1$ from $\partial L / \partial a_1$. Explain the shapes: why is there no sum
# over examples or units in this step, and why would a matrix product be wrong here?

# %% [markdown] tags=["solution"]
# **What a good answer says.** $\sigma'(z) = e^{-z} / (1 + e^{-z})^2 = \sigma(z)(1 - \sigma(z))$. Each entry of $z_1$
# changes the one entry of $a_1$ at the same place and no other, so its derivative has a single path:
# $\partial L / \partial z_{1,ji} = \partial L / \partial a_{1,ji} \cdot a_{1,ji}(1 - a_{1,ji})$. It is a product entry
# by entry of three (k, m) arrays and stays (k, m). A matrix product would mix units and examples, and (k, m) times (k,
# m) does not even fit unless $k = m$.

# %% [markdown]
# ## Gradient descent
#
# Take `steps` steps against the gradient, each of length `lr` times the gradient. Note the loss *before* each step.
#
# All four gradients of a step belong to the **same** parameters: compute them all, then move them all.
#
# The loss now has valleys and flat places, and nobody can say in advance where gradient descent will end. Your training
# is compared with a right one that starts from the same parameters.


# %%
def train(x, y, params, lr, steps):
    """Plain gradient descent.

    x: (n, m). y: (1, m). params: {"W1": (k, n), "b1": (k, 1), "W2": (1, k), "b2": number}.
    lr: the learning rate. steps: how many steps.
    Returns (params, losses): the new parameters, and a list in which losses[i] is the loss before step i.
    """
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {name: params[name] - lr * grads["d" + name] for name in params}
    return params, losses


# %% [markdown]
# ## Look at it
#
# The loss before each step, on data made for this picture. What would you change if this curve went up?

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# rng = np.random.default_rng(230)
# x_train = rng.standard_normal((3, 60))
# y_train = np.tanh(np.array([[1.0, -2.0, 0.5]]) @ x_train) + 0.1 * rng.standard_normal((1, 60))
# params = {"W1": rng.standard_normal((4, 3)), "b1": np.zeros((4, 1)), "W2": rng.standard_normal((1, 4)), "b2": 0.0}
# _, losses = train(x_train, y_train, params, 0.3, 200)
# plt.semilogy(losses)
# plt.xlabel("step")
# plt.ylabel("loss")
# plt.show()


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derive import Activation, derive
from autograder.declare.draw import number
from autograder.declare.long_training import LongTraining
from autograder.declare.problem import Written


def draw_inputs(rng, sizes):
    n, k, m = sizes["n"], sizes["k"], sizes["m"]
    x = draw.normal(rng, n, m)
    y = 2 * np.tanh(draw.normal(rng, 1, n) @ x) + number(rng) + 0.3 * draw.normal(rng, 1, m)
    weights = {"W1": draw.normal(rng, k, n), "b1": draw.normal(rng, k, 1), "W2": draw.normal(rng, 1, k)}
    return x, y, {**weights, "b2": number(rng)}


PROBLEM = derive(
    name="two_layer_nonlinear",
    title="A nonlinear network with two layers",
    functions=(forward, loss, backward, train),
    inputs=draw_inputs,
    ranges={"n": (3, 6), "k": (3, 7), "m": (6, 11)},
    training=LongTraining({"n": 5, "k": 3, "m": 40}, lr=0.3),
    activation=Activation(sigmoid, {"k": (3, 5), "m": (5, 9)}),
    written=(Written("derive_dz1", "Derive dz1 on paper, and explain its shape", points=2.0),),
)
