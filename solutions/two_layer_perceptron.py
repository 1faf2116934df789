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
# # A perceptron with two layers
#
# A logistic regression separates two classes by a straight line, or by a plane if there are more features. Many questions
# have no such answer: say yes if *exactly one* of two features is positive, and no line will do. A hidden layer helps:
# each of its units draws a line of its own, and the output decides by what all of them say.
#
# You have seen both parts. The hidden layer is the one of the nonlinear network, the output is a logistic regression
# whose inputs are the activations. Both use the **sigmoid**:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# With all $m$ examples next to each other, **one example per column**:
#
# $$z_1 = W_1 x + b_1 \qquad a_1 = \sigma(z_1) \qquad z_2 = W_2 a_1 + b_2 \qquad \hat y = \sigma(z_2)$$
#
# The prediction $\hat y$ is the probability that the label is 1. The loss is the **cross-entropy**, the mean over the
# examples of minus the logarithm of the probability that the network gives to the right label:
#
# $$L = -\frac{1}{m} \sum_{i=1}^{m} \left[ y^{(i)} \log \hat y^{(i)} + (1 - y^{(i)}) \log (1 - \hat y^{(i)}) \right]$$
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x` | (n, m) | the inputs, one example per column |
# | `y` | (1, m) | the labels: 0.0 or 1.0 |
# | `W1` | (k, n) | the weights of the hidden layer: one row per unit |
# | `b1` | (k, 1) | the biases of the hidden layer: one per unit |
# | `W2` | (1, k) | the weights of the output: one for each hidden unit |
# | `b2` | number | the bias of the output |
# | `z1` | (k, m) | the pre-activations of the hidden layer |
# | `a1` | (k, m) | the activations of the hidden layer |
# | `z2` | (1, m) | the pre-activations of the output |
# | `y_hat` | (1, m) | the predictions: probabilities |
#
# The computation graph. Values go to the right; gradients come back to the left, along the same arrows:
#
# ```
#   x, W1, b1 ──▶ z1 ──▶ a1 ──▶ z2 ──▶ y_hat ──▶ L
#                               ▲                ▲
#                             W2, b2             y
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
# Four formulas, four lines. Write the shapes below each before you start, and return every value on the way: the
# backward pass will need them.


# %%
def forward(x, params):
    """Compute the values of both layers, and the predictions.

    x: (n, m). params: {"W1": (k, n), "b1": (k, 1), "W2": (1, k), "b2": number}.
    Returns the cache {"z1": (k, m), "a1": (k, m), "z2": (1, m), "y_hat": (1, m)}.
    """
    z1 = params["W1"] @ x + params["b1"]
    a1 = sigmoid(z1)
    z2 = params["W2"] @ a1 + params["b2"]
    y_hat = sigmoid(z2)
    return {"z1": z1, "a1": a1, "z2": z2, "y_hat": y_hat}


# %% [markdown]
# ## Loss
#
# The cross-entropy of all examples: one number. `np.log` is the natural logarithm, entry by entry. A network that says
# one half for everything has the loss $\log 2 \approx 0.693$; no loss is ever below zero.


# %%
def loss(y_hat, y):
    """Mean binary cross-entropy of the predictions y_hat (1, m) for the labels y (1, m): a number."""
    return -float(np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))


# %% [markdown]
# ## A worked example
#
# One example with the features 2 and -1 and the label 1 goes through a network with two hidden units. In each box: the
# name, the value, and below it in blue the gradient of the loss. On each arrow: a weight, and below it its gradient,
# or the slope of the sigmoid.
#
# ![One example on its way through the network](calculation.svg)
#
# Follow the black numbers to the right with a pencil, then the blue ones to the left: what is multiplied by what? Later
# `grader.draw("backward")` draws the same example with *your* functions, one step after the other.
#
# **Four pitfalls.**
#
# 1. Only one of the two sigmoids leaves a slope in your code. Which one, and why?
# 2. Where the gradient goes back through a layer, the weights of *that* layer are in the product.
# 3. An activation's slope multiplies entry by entry; a layer multiplies as a matrix.
# 4. Start with different weights in each hidden unit: units that are equal get equal gradients, and stay equal.

# %% [markdown]
# ## Backward pass
#
# Start at the loss and walk back, one arrow of the network at a time. A gradient is named after the variable that it is
# taken with respect to: `dz1` is $\partial L / \partial z_1$. Each is a derivative of the *loss*, with its $1/m$
# inside.
#
# 1. **From the loss to the output's pre-activation.** Two arrows in one step. Differentiate the loss of one example with respect to
#    $\hat y$, then $\hat y$ with respect to $z_2$, multiply on paper, and simplify. The product is much shorter than its factors,
#    and it divides by nothing.
# 2. **The second layer.** For it the activations are what the features are for a logistic regression.
# 3. **Through the second layer.** An activation reaches the loss only through $z_2$ of its own example. What stands
#    between the two in the forward formula?
# 4. **Through the hidden activation.** Here nothing cancels. Write the slope of the sigmoid with the sigmoid itself: which
#    value of the cache is that? Each entry of $z_1$ moves one entry of $a_1$ and no other: which kind of product is that?
# 5. **The first layer.** Once you have `dz1`, the first layer no longer needs to know what comes after it.
#
# There are two sigmoids in the network, but the slope of only one of them is left in your code. Can you say why?
#
# Check the shapes at each step: **a gradient has the shape of the thing it belongs to**.
#
# | symbol | shape |
# | --- | --- |
# | `dz2` | (1, m) |
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
    Returns {"dz2": (1, m), "dW2": (1, k), "db2": number,
             "da1": (k, m), "dz1": (k, m), "dW1": (k, n), "db1": (k, 1)}.
    """
    m = x.shape[1]
    dz2 = (cache["y_hat"] - y) / m
    dW2 = dz2 @ cache["a1"].T
    db2 = float(np.sum(dz2))
    da1 = params["W2"].T @ dz2
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1 = dz1 @ x.T
    db1 = np.sum(dz1, axis=1, keepdims=True)
    return {"dz2": dz2, "dW2": dW2, "db2": db2, "da1": da1, "dz1": dz1, "dW1": dW1, "db1": db1}


# %% [markdown] written="derive_dW1"
# ### On paper: derive it, explain the shape
#
# Write down the whole chain from the loss to $W_1$, one factor for each arrow of the graph, with the shape of each factor
# beside it. Which of the products are matrix products and which go entry by entry, and how do you know? There are two
# sigmoids on the way: where is the slope of each?

# %% [markdown] tags=["solution"]
# **What a good answer says.** $\partial L / \partial z_2 = \frac1m (\hat y - y)$ (1, m): the slope of the output's
# sigmoid cancels against the cross-entropy. $\partial L / \partial a_1 = W_2^T\, \partial L / \partial z_2$ (k, m), a
# matrix product, because one $z_2$ is made from all $k$ units.
# $\partial L / \partial z_1 = \partial L / \partial a_1 \odot a_1 \odot (1 - a_1)$ (k, m), entry by entry, because each
# activation is made from one pre-activation. $\partial L / \partial W_1 = \partial L / \partial z_1 \cdot x^T$ (k, n),
# a matrix product that sums over the examples.

# %% [markdown]
# ## Gradient descent
#
# Take `steps` steps against the gradient, each of length `lr` times the gradient. Note the loss *before* each step.
#
# All four gradients of a step belong to the **same** parameters: compute them all, then move them all.
#
# With a hidden layer the loss is no bowl any more, and where gradient descent ends depends on where it starts. Your
# training is compared with a right one that starts from the same parameters.


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
# The question from the beginning: is exactly one of two features positive? For more than two hundred steps the loss stays
# near the dotted line, the value of a network that knows nothing; then it falls. What might the hidden units be doing in
# the meantime? Start with weights that are three times as large, and look again.

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# rng = np.random.default_rng(230)
# x_train = rng.standard_normal((2, 100))
# y_train = 1.0 * (x_train[:1] * x_train[1:] < 0)
# W1, W2 = 0.3 * rng.standard_normal((4, 2)), 0.3 * rng.standard_normal((1, 4))
# params = {"W1": W1, "b1": np.zeros((4, 1)), "W2": W2, "b2": 0.0}
# _, losses = train(x_train, y_train, params, 1.0, 1500)
# plt.plot(losses)
# plt.axhline(np.log(2), color="0.6", linestyle=":")
# plt.xlabel("step")
# plt.ylabel("loss")
# plt.show()

# %% [markdown]
# The **decision boundary**: where the network says one half. Count its bends, then change the number of hidden units in
# the cell above and look again. How many units does it take?

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# trained, _ = train(x_train, y_train, params, 1.0, 1500)
# first, second = np.meshgrid(np.linspace(-3.5, 3.5, 120), np.linspace(-3.5, 3.5, 120))
# sure = forward(np.stack([first.ravel(), second.ravel()]), trained)["y_hat"].reshape(first.shape)
# plt.contourf(first, second, sure, levels=np.linspace(0, 1, 11), cmap="RdBu_r", alpha=0.6)
# plt.colorbar(label="probability of label 1")
# plt.contour(first, second, sure, levels=[0.5], colors="k")
# plt.scatter(*x_train, c=y_train.ravel(), cmap="RdBu_r", edgecolors="k")
# plt.xlabel("first feature")
# plt.ylabel("second feature")
# plt.show()


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derive import Activation, derive
from autograder.declare.draw import until
from autograder.declare.long_training import LongTraining
from autograder.declare.problem import Written

LR = 0.1
"""Of the few steps that are compared: five times as long as after a square, whose slope has no bound."""


def draw_inputs(rng, sizes):
    n, k, m = sizes["n"], sizes["k"], sizes["m"]

    def inputs():
        x = draw.normal(rng, n, m)
        score = np.abs(draw.normal(rng, 1, n) @ x) + 0.3 * draw.normal(rng, 1, m) - 1.5
        params = {"W1": draw.normal(rng, k, n), "b1": draw.normal(rng, k, 1), "W2": draw.normal(rng, 1, k)}
        # Against the sum of W2, and never near 0: many more draws then predict both labels.
        params["b2"] = float(-np.sign(params["W2"].sum()) * rng.uniform(0.25, 1.0))
        return x, np.where(score > 0, 1.0, 0.0), params

    return until(inputs, lambda given: draw.unsure(forward(given[0], given[2])["y_hat"], given[1]))


PROBLEM = derive(
    name="two_layer_perceptron",
    title="A perceptron with two layers",
    functions=(forward, loss, backward, train),
    inputs=draw_inputs,
    ranges={"n": (3, 6), "k": (3, 7), "m": (5, 8)},
    training=LongTraining({"n": 5, "k": 3, "m": 40}, lr=2.5),
    lr=LR,
    near=1.0,
    activation=Activation(sigmoid, {"k": (3, 5), "m": (5, 9)}),
    written=(Written("derive_dW1", "Derive dW1 on paper, and explain its shape", points=2.0),),
)
