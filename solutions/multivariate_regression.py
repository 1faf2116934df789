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
# # Multivariate regression
#
# Now an example has $n$ features instead of one. The network is still a single unit: one weight for each feature, and
# one bias.
#
# $$\hat y^{(i)} = w_1 x_1^{(i)} + \dots + w_n x_n^{(i)} + b$$
#
# All $m$ examples stand next to each other in one matrix $x$, **one example per column**. With $w$ as a row, one matrix
# product computes all predictions at once:
#
# $$\hat y = w x + b$$
#
# We look for the $w$ and the $b$ that make the **mean squared error** small:
#
# $$L(w, b) = \frac{1}{m} \sum_{i=1}^{m} \left(\hat y^{(i)} - y^{(i)}\right)^2$$
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x` | (n, m) | the inputs, one example per column |
# | `y` | (1, m) | the targets |
# | `w` | (1, n) | the weights, one for each feature, held in the dict `params` |
# | `b` | number | the bias, held in `params` too |
# | `y_hat` | (1, m) | the predictions |
#
# The computation graph. Values go to the right; gradients come back to the left, along the same arrows:
#
# ```
#   x, w, b ──▶ y_hat ──▶ L
#                          ▲
#                          y
# ```
#
# Your functions must work for any $n$ and any $m$: read them from the shape of the arguments.

# %%
import numpy as np

# %% [markdown]
# ## Forward pass
#
# Compute the predictions of all examples without a loop. Before you write a line, write the shapes below the formula:
# what do a (1, n) and an (n, m) matrix give? numpy adds a number to every entry of an array, so $b$ needs no care.


# %%
def forward(x, params):
    """Predict.

    x: (n, m). params: {"w": (1, n), "b": number}.
    Returns the cache {"y_hat": (1, m)}.
    """
    return {"y_hat": params["w"] @ x + params["b"]}


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
# One example with the features 2 and -1 and the target 1 goes through the network. In each box: the name, the value,
# and below it in blue the gradient of the loss. On each arrow: a weight, and below it its gradient.
#
# ![One example on its way through the network](calculation.svg)
#
# Follow the black numbers to the right with a pencil, then the blue ones to the left: what is multiplied by what? Later
# `grader.draw("backward")` draws the same example with *your* functions, one step after the other.
#
# **Four pitfalls.**
#
# 1. A gradient has the shape of its parameter. Print both shapes before you print any number.
# 2. `*` and `@` are different products. Which one adds up the features, or the examples?
# 3. A row plus a column is a matrix in numpy, without any error: look at the shape of what you subtract.
# 4. Read $n$ and $m$ from the arguments: the check uses other sizes than the example that you have in mind.

# %% [markdown]
# ## Backward pass
#
# Walk back from the loss with the chain rule. A gradient is named after the variable that it is taken with respect to:
# `dw` is $\partial L / \partial w$, and `dy_hat` is $\partial L / \partial \hat y$, with the $1/m$ of the loss inside
# it.
#
# Two things help. **A gradient has the shape of the thing it belongs to**: `dw` has the shape of `w`. And **each example
# moves the loss a little, so the gradients of the examples add up**: write down what one single example adds to
# $\partial L / \partial w_j$, then find the matrix product that adds them all.
#
# | symbol | shape |
# | --- | --- |
# | `dy_hat` | (1, m) |
# | `dw` | (1, n) |
# | `db` | number |


# %%
def backward(x, y, params, cache):
    """Gradients of the loss.

    x: (n, m). y: (1, m). params: {"w", "b"}. cache: what forward(x, params) gives.
    Returns {"dy_hat": (1, m), "dw": (1, n), "db": number}.
    """
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dw = dy_hat @ x.T
    db = float(np.sum(dy_hat))
    return {"dy_hat": dy_hat, "dw": dw, "db": db}


# %% [markdown] written="derive_dw"
# ### On paper: derive it, explain the shape
#
# Take one weight $w_j$. Derive $\partial L / \partial w_j$ from the definition of the loss, as a sum over the examples.
# Then put all $n$ of them together: which matrix product is it, and how do its shapes show that `dw` is (1, n)? Which
# axis is summed over, and why that one?

# %% [markdown] tags=["solution"]
# **What a good answer says.** $\partial L / \partial \hat y^{(i)} = \frac2m (\hat y^{(i)} - y^{(i)})$ and
# $\partial \hat y^{(i)} / \partial w_j = x_j^{(i)}$, so
# $\partial L / \partial w_j = \sum_i \partial L / \partial \hat y^{(i)} \cdot x_j^{(i)}$: row `dy_hat` times row $j$ of
# `x`. All $j$ at once is `dy_hat` (1, m) times the transpose of `x` (m, n), which gives (1, n), the shape of `w`. The
# product sums over $m$, because each weight acts on every example.

# %% [markdown]
# ## Gradient descent
#
# Take `steps` steps against the gradient, each of length `lr` times the gradient. Note the loss *before* each step. Both
# gradients of a step belong to the same point $(w, b)$.
#
# This loss is a bowl with one lowest point, and gradient descent reaches it: how fast depends on how long and narrow
# the bowl is.


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
# The loss before each step, on data made for this picture. What would you change if this curve went up?

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# rng = np.random.default_rng(230)
# x_train = rng.standard_normal((3, 60))
# y_train = np.array([[1.0, -2.0, 0.5]]) @ x_train + 0.7 + 0.3 * rng.standard_normal((1, 60))
# _, losses = train(x_train, y_train, {"w": np.zeros((1, 3)), "b": 0.0}, 0.1, 60)
# plt.semilogy(losses)
# plt.xlabel("step")
# plt.ylabel("loss")
# plt.show()


# %% [markdown]
# ## The exact solution, and what it costs
#
# For this loss there is a formula. At the lowest point all derivatives are zero, and here they are linear in the
# parameters. Put a row of ones below `x`, so that the bias becomes one more weight. With $X$ of shape (n + 1, m) and all
# weights in one row $v$, the condition reads as the **normal equations**:
#
# $$v \, X X^\top = y X^\top$$
#
# They are $n + 1$ linear equations. Setting them up takes about $n^2 m$ multiplications, solving them about $n^3$; one
# step of gradient descent takes about $n m$. The cell measures both as $n$ grows, with twice as many examples as
# features.
#
# What happens to each time when $n$ doubles? When would you take which? And for which networks of this course is there no
# such formula at all?

# %% tags=["skip-grading", "active-ipynb"]
# import time
#
#
# def normal_equations(x, y):
#     X = np.vstack([x, np.ones((1, x.shape[1]))])
#     v = np.linalg.solve(X @ X.T, X @ y.T).T
#     return {"w": v[:, :-1], "b": float(v[0, -1])}
#
#
# def timed(work):
#     start = time.perf_counter()
#     params = work()
#     return params, time.perf_counter() - start
#
#
# rng = np.random.default_rng(230)
# print(f"{'n':>5} {'normal equations':>18} {'50 steps':>12} {'their losses':>22}")
# for n in (50, 100, 200, 400, 800):
#     x_n = rng.standard_normal((n, 2 * n))
#     y_n = rng.standard_normal((1, n)) @ x_n / np.sqrt(n) + rng.standard_normal((1, 2 * n))
#     start = {"w": np.zeros((1, n)), "b": 0.0}
#     exact, exact_time = timed(lambda: normal_equations(x_n, y_n))
#     walked, walk_time = timed(lambda: train(x_n, y_n, start, 0.3, 50)[0])
#     both = [loss(forward(x_n, params)["y_hat"], y_n) for params in (exact, walked)]
#     print(f"{n:>5} {exact_time:>16.4f} s {walk_time:>10.4f} s {both[0]:>11.4f} {both[1]:>10.4f}")


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derive import derive
from autograder.declare.draw import number
from autograder.declare.long_training import LongTraining
from autograder.declare.problem import Written


def draw_inputs(rng, sizes):
    n, m = sizes["n"], sizes["m"]
    x = draw.normal(rng, n, m)
    y = draw.normal(rng, 1, n) @ x + number(rng) + 0.3 * draw.normal(rng, 1, m)
    return x, y, {"w": draw.normal(rng, 1, n), "b": number(rng)}


PROBLEM = derive(
    name="multivariate_regression",
    title="Multivariate regression",
    functions=(forward, loss, backward, train),
    inputs=draw_inputs,
    ranges={"n": (3, 6), "m": (5, 10)},
    training=LongTraining({"n": 3, "m": 40}),
    written=(Written("derive_dw", "Derive dw on paper, and explain its shape", points=2.0),),
)
