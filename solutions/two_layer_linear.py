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
# # A linear network with two layers
#
# We put a **hidden layer** of $k$ units between the inputs and the output. Every hidden unit is a small regression of its
# own, and the output is a regression on the hidden units:
#
# $$h = W_1 x + b_1 \qquad\qquad \hat y = W_2 h + b_2$$
#
# All $m$ examples stand next to each other, **one example per column**. The loss is the mean squared error again:
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
# | `h` | (k, m) | the hidden values |
# | `y_hat` | (1, m) | the predictions |
#
# The computation graph. Values go to the right; gradients come back to the left, along the same arrows:
#
# ```
#   x, W1, b1 ──▶ h ──▶ y_hat ──▶ L
#                         ▲        ▲
#                       W2, b2     y
# ```
#
# The four parameters are held in the dict `params`.
#
# A line through a line is a line: put $h$ into the second formula, and you see that this network can predict nothing
# that a single layer cannot. It is here for its **backward pass**: the chain rule now goes through two layers, and no
# activation function hides what happens.

# %%
import numpy as np

# %% [markdown]
# ## Forward pass
#
# Compute the hidden values first, then the predictions, and return both: the backward pass will need them. numpy
# adds the column `b1` to every column of a (k, m) array.


# %%
def forward(x, params):
    """Compute the hidden values and the predictions.

    x: (n, m). params: {"W1": (k, n), "b1": (k, 1), "W2": (1, k), "b2": number}.
    Returns the cache {"h": (k, m), "y_hat": (1, m)}.
    """
    h = params["W1"] @ x + params["b1"]
    y_hat = params["W2"] @ h + params["b2"]
    return {"h": h, "y_hat": y_hat}


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
# gradient.
#
# ![One example on its way through the network](calculation.svg)
#
# Follow the black numbers to the right with a pencil, then the blue ones to the left: what is multiplied by what? Later
# `grader.draw("backward")` draws the same example with *your* functions, one step after the other.
#
# **Four pitfalls.**
#
# 1. Each gradient has the shape of what it belongs to: write the shapes below every product.
# 2. There are two sums in the backward pass: over examples for parameters, over nothing for hidden values. Which is where?
# 3. `b1` is a column: a sum that loses an axis gives another shape.
# 4. All gradients of a step belong to the same parameters: do not use a new `W2` for the gradient of `W1`.

# %% [markdown]
# ## Backward pass
#
# Start at the loss and walk back, one arrow of the network at a time. A gradient is named after the variable that it is
# taken with respect to: `dh` is $\partial L / \partial h$. Each is a derivative of the *loss*, with its $1/m$ inside.
#
# 1. **From the loss to the prediction.** By how much does the loss change when one prediction moves a little?
# 2. **The second layer.** It is a regression whose inputs are the hidden values. You have done this before.
# 3. **Through the second layer.** A hidden value reaches the loss only through the prediction of its own example. What
#    stands between the two in the forward formula?
# 4. **The first layer.** Once you have `dh`, the first layer no longer needs to know what comes after it.
#
# Check the shapes at each step: **a gradient has the shape of the thing it belongs to**.
#
# | symbol | shape |
# | --- | --- |
# | `dy_hat` | (1, m) |
# | `dW2` | (1, k) |
# | `db2` | number |
# | `dh` | (k, m) |
# | `dW1` | (k, n) |
# | `db1` | (k, 1) |


# %%
def backward(x, y, params, cache):
    """Gradients of the loss.

    x: (n, m). y: (1, m). params: {"W1", "b1", "W2", "b2"}. cache: what forward(x, params) gives.
    Returns {"dy_hat": (1, m), "dW2": (1, k), "db2": number, "dh": (k, m), "dW1": (k, n), "db1": (k, 1)}.
    """
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dW2 = dy_hat @ cache["h"].T
    db2 = float(np.sum(dy_hat))
    dh = params["W2"].T @ dy_hat
    dW1 = dh @ x.T
    db1 = np.sum(dh, axis=1, keepdims=True)
    return {"dy_hat": dy_hat, "dW2": dW2, "db2": db2, "dh": dh, "dW1": dW1, "db1": db1}


# %% [markdown] written="derive_dW1"
# ### On paper: derive it, explain the shape
#
# Follow one entry of $W_1$, the weight from feature $l$ to hidden unit $j$, forward to the loss: which values does it
# change on its way? Derive $\partial L / \partial W_1$ along this path. Then explain with the shapes of its factors why
# `dW1` is (k, n), and which axis has been summed away.

# %% [markdown] tags=["solution"]
# **What a good answer says.** The entry $(j, l)$ changes $h_j$ of every example by $x_l$ of that example, $h_j$ changes
# the prediction of the same example by $W_{2,j}$, and the prediction changes the loss by $\frac2m (\hat y - y)$.
# Multiplied and summed over the examples:
# $\partial L / \partial W_{1,jl} = \sum_i W_{2,j} \cdot \frac2m (\hat y^{(i)} - y^{(i)}) \cdot x_l^{(i)}$. As arrays:
# `dh` (k, m) times the transpose of `x` (m, n) is (k, n). The examples' axis $m$ is summed away.

# %% [markdown]
# ## Gradient descent
#
# Take `steps` steps against the gradient, each of length `lr` times the gradient. Note the loss *before* each step.
#
# All four gradients of a step belong to the **same** parameters: compute them all, then move them all.
#
# The loss is no longer a simple bowl in the parameters, because $W_2$ and $W_1$ are multiplied with each other. Even so,
# from nearly every start gradient descent arrives at the best loss that a single layer can have.


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
# y_train = np.array([[1.0, -2.0, 0.5]]) @ x_train + 0.7 + 0.3 * rng.standard_normal((1, 60))
# params = {"W1": rng.standard_normal((4, 3)), "b1": np.zeros((4, 1)), "W2": rng.standard_normal((1, 4)), "b2": 0.0}
# _, losses = train(x_train, y_train, params, 0.02, 200)
# plt.semilogy(losses)
# plt.xlabel("step")
# plt.ylabel("loss")
# plt.show()


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derive import derive
from autograder.declare.draw import number
from autograder.declare.long_training import LongTraining
from autograder.declare.problem import Written


def draw_inputs(rng, sizes):
    n, k, m = sizes["n"], sizes["k"], sizes["m"]
    x = draw.normal(rng, n, m)
    y = draw.normal(rng, 1, n) @ x + number(rng) + 0.3 * draw.normal(rng, 1, m)
    weights = {"W1": draw.normal(rng, k, n), "b1": draw.normal(rng, k, 1), "W2": draw.normal(rng, 1, k)}
    return x, y, {**weights, "b2": number(rng)}


PROBLEM = derive(
    name="two_layer_linear",
    title="A linear network with two layers",
    functions=(forward, loss, backward, train),
    inputs=draw_inputs,
    ranges={"n": (3, 6), "k": (3, 7), "m": (6, 11)},
    training=LongTraining({"n": 5, "k": 2, "m": 40}),
    written=(Written("derive_dW1", "Derive dW1 on paper, and explain its shape", points=2.0),),
)
