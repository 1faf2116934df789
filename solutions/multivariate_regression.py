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
from autograder.declare import draw, network
from autograder.declare.derive import derive
from autograder.declare.draw import number
from autograder.declare.problem import Check, Misconception, Written

MOST_UNEVEN = 2.5


def round_enough(x, *_):
    """The loss curves not much more in one direction than in another: whatever else moves the optimum then shows."""
    design = np.vstack([x, np.ones((1, x.shape[1]))])
    return np.linalg.cond(design @ design.T) < MOST_UNEVEN


TRAINING = network.Training(
    {"n": 3, "m": 40}, network.least_squares_lr, 60, Check.LEAST_SQUARES_AT_RATE, accept=round_enough, once=True
)


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
    training=TRAINING,
    misconceptions=(
        Misconception(
            "bias-left-out",
            "forward",
            ' + params["b"]',
            "",
            "What does the prediction look like where every feature is zero?",
        ),
        Misconception(
            "bias-subtracted",
            "forward",
            '+ params["b"]',
            '- params["b"]',
            "Look at the sign of the bias.",
        ),
        Misconception(
            "activation-on-output",
            "forward",
            'params["w"] @ x + params["b"]',
            '1 / (1 + np.exp(-(params["w"] @ x + params["b"])))',
            "A regression may predict any real number. Should anything squash the output?",
        ),
        Misconception(
            "features-hard-coded",
            "forward",
            'params["w"] @ x',
            'params["w"][:, :2] @ x[:2]',
            "Your prediction uses two features only. How many are there in x?",
        ),
        Misconception(
            "mean-over-features",
            "forward",
            'params["w"] @ x',
            'params["w"] @ x / x.shape[0]',
            "Are the weighted features added up, or averaged?",
        ),
        Misconception(
            "elementwise-for-matrix-product",
            "forward",
            'params["w"] @ x',
            'params["w"].T * x',
            "The weighted features of an example should become one number. Where are they added up?",
        ),
        Misconception(
            "sum-for-mean",
            "loss",
            "np.mean",
            "np.sum",
            "Would your loss grow if every example were there twice? Should it?",
        ),
        Misconception(
            "half-mean",
            "loss",
            "(y_hat - y) ** 2",
            "(y_hat - y) ** 2 / 2",
            "Some texts put a constant in front of the squared error. Which one is in the definition here?",
            convention=True,
        ),
        Misconception(
            "absolute-error",
            "loss",
            "(y_hat - y) ** 2",
            "np.abs(y_hat - y)",
            "Is the error of an example squared, or taken as a distance?",
        ),
        Misconception(
            "square-precedence",
            "loss",
            "(y_hat - y) ** 2",
            "y_hat - y ** 2",
            "What does ** bind to: the difference, or only its last term?",
        ),
        Misconception(
            "square-of-mean",
            "loss",
            "np.mean((y_hat - y) ** 2)",
            "np.mean(y_hat - y) ** 2",
            "An error of +1 and one of -1: is their loss zero? Which comes first, the square or the mean?",
        ),
        Misconception(
            "root-of-mean",
            "loss",
            "np.mean((y_hat - y) ** 2)",
            "np.sqrt(np.mean((y_hat - y) ** 2))",
            "Is there a root in the definition of the loss?",
        ),
        Misconception(
            "examples-hard-coded",
            "loss",
            "np.mean((y_hat - y) ** 2)",
            "np.sum((y_hat - y) ** 2) / 100",
            "How many examples does your loss think there are? It should look, not remember.",
        ),
        Misconception(
            "examples-hard-coded",
            "loss",
            "np.mean((y_hat - y) ** 2)",
            "np.sum((y_hat - y) ** 2) / 20",
            "How many examples does your loss think there are? It should look, not remember.",
        ),
        Misconception(
            "transposed-targets",
            "loss",
            "y_hat - y",
            "y_hat - y.T",
            "Print the shape of the difference: numpy made a square out of a row and a column.",
        ),
        Misconception(
            "missing-mean",
            "backward",
            '(cache["y_hat"] - y) / m',
            '(cache["y_hat"] - y)',
            "The loss is a mean. What does that do to its derivative?",
        ),
        Misconception(
            "transposed-targets",
            "backward",
            'cache["y_hat"] - y',
            'cache["y_hat"] - y.T',
            "Print the shape of the difference: numpy made a square out of a row and a column.",
        ),
        Misconception(
            "mean-twice",
            "backward",
            '(cache["y_hat"] - y) / m',
            '(cache["y_hat"] - y) / m**2',
            "How often does the loss divide by m? Count how often dy_hat does.",
        ),
        Misconception(
            "mean-twice",
            "backward",
            "dy_hat @ x.T\n    db = float(np.sum(dy_hat))",
            "dy_hat @ x.T / m\n    db = float(np.sum(dy_hat)) / m",
            "The 1/m is already inside dy_hat. How often does it appear in dw and db?",
        ),
        Misconception(
            "mean-only-at-parameters",
            "backward",
            '2 * (cache["y_hat"] - y) / m\n    dw = dy_hat @ x.T\n    db = float(np.sum(dy_hat))',
            '2 * (cache["y_hat"] - y)\n    dw = dy_hat @ x.T / m\n    db = float(np.sum(dy_hat)) / m',
            "Some texts bring the 1/m in only where the weights are. Here dy_hat is a derivative of the loss itself.",
            convention=True,
        ),
        Misconception(
            "features-for-examples",
            "backward",
            "x.shape[1]",
            "x.shape[0]",
            "Which axis of x counts the examples, and which the features?",
        ),
        Misconception(
            "examples-hard-coded",
            "backward",
            "x.shape[1]",
            "100",
            "How many examples does your gradient think there are? It should look, not remember.",
        ),
        Misconception(
            "factor-two-missing",
            "backward",
            "2 * (cache",
            "(cache",
            "What is the derivative of a square?",
        ),
        Misconception(
            "factor-two-twice",
            "backward",
            "2 * (cache",
            "4 * (cache",
            "How often does the derivative of the square bring in its factor?",
        ),
        Misconception(
            "sign-flipped",
            "backward",
            'cache["y_hat"] - y',
            'y - cache["y_hat"]',
            "If a prediction is too large, should the derivative by it be positive or negative?",
        ),
        Misconception(
            "input-factor-missing",
            "backward",
            "dy_hat @ x.T",
            "dy_hat @ np.ones_like(x.T)",
            "How much does a prediction move when one weight moves a little? Does that depend on x?",
        ),
        Misconception(
            "weights-for-input",
            "backward",
            "dy_hat @ x.T",
            'np.sum(dy_hat) * params["w"]',
            "How much does a prediction move when one weight moves a little: by the weight, or by its feature?",
        ),
        Misconception(
            "transposed-gradient",
            "backward",
            "dy_hat @ x.T",
            "x @ dy_hat.T",
            "A gradient has the shape of the thing it belongs to. Which shape has w?",
        ),
        Misconception(
            "elementwise-for-matrix-product",
            "backward",
            "dy_hat @ x.T",
            "dy_hat * x",
            "You have what each example adds to the gradient. What is left to do with these numbers?",
        ),
        Misconception(
            "features-hard-coded",
            "backward",
            "dy_hat @ x.T",
            "dy_hat @ x[:2].T",
            "Your gradient has two entries only. How many features are there in x?",
        ),
        Misconception(
            "penalty-not-in-loss",
            "backward",
            "dy_hat @ x.T",
            'dy_hat @ x.T + params["w"] / m',
            "Does the loss here punish large weights? Only what is in the loss has a gradient.",
        ),
        Misconception(
            "last-example-dropped",
            "backward",
            "dy_hat @ x.T\n    db = float(np.sum(dy_hat))",
            "dy_hat[:, :-1] @ x[:, :-1].T\n    db = float(np.sum(dy_hat[:, :-1]))",
            "Does every example have its part in the gradient? Look at both ends.",
        ),
        Misconception(
            "last-example-only",
            "backward",
            "dy_hat @ x.T\n    db = float(np.sum(dy_hat))",
            "dy_hat[:, -1:] @ x[:, -1:].T\n    db = float(dy_hat[0, -1])",
            "A loop over the examples: does each turn add to the gradient, or replace what was there?",
        ),
        Misconception(
            "mean-in-bias",
            "backward",
            "np.sum(dy_hat)",
            "np.mean(dy_hat)",
            "The 1/m is already inside dy_hat. How often does it appear in db?",
        ),
        Misconception(
            "input-factor-in-bias",
            "backward",
            "np.sum(dy_hat))",
            "np.sum(dy_hat @ x.T))",
            "How much does a prediction move when b moves a little? Does that depend on x?",
        ),
        Misconception(
            "bias-not-summed",
            "backward",
            "float(np.sum(dy_hat))",
            "dy_hat",
            "One bias serves all examples. How do their parts become one number?",
        ),
        Misconception(
            "bias-gradient-constant",
            "backward",
            "float(np.sum(dy_hat))",
            "1.0",
            "The prediction moves as much as b does, but how much does the loss move?",
        ),
        Misconception(
            "bias-gradient-zero",
            "backward",
            "float(np.sum(dy_hat))",
            "0.0",
            "Is the loss really the same whatever b is?",
        ),
        Misconception(
            "uphill",
            "train",
            'w = w - lr * grads["dw"]\n        b = b - lr * grads["db"]',
            'w = w + lr * grads["dw"]\n        b = b + lr * grads["db"]',
            "The gradient points to where the loss grows. Which way do we want to go?",
        ),
        Misconception(
            "learning-rate-left-out",
            "train",
            'w = w - lr * grads["dw"]\n        b = b - lr * grads["db"]',
            'w = w - grads["dw"]\n        b = b - grads["db"]',
            "How long is a step? One argument of train is not used.",
        ),
        Misconception(
            "mean-twice",
            "train",
            'w = w - lr * grads["dw"]\n        b = b - lr * grads["db"]',
            'w = w - lr / x.shape[1] * grads["dw"]\n        b = b - lr / x.shape[1] * grads["db"]',
            "The 1/m is already inside the gradients. Does a step need it once more?",
        ),
        Misconception(
            "bias-never-updated",
            "train",
            'b = b - lr * grads["db"]',
            "b = b * 1.0",
            "Which parameters move in one step?",
        ),
        Misconception(
            "one-step-short",
            "train",
            "range(steps)",
            "range(1, steps)",
            "Count the turns of your loop for steps = 3.",
        ),
        Misconception(
            "loss-after-step",
            "train",
            '        losses.append(loss(cache["y_hat"], y))\n        grads = backward(x, y, now, cache)\n'
            '        w = w - lr * grads["dw"]\n        b = b - lr * grads["db"]\n',
            '        grads = backward(x, y, now, cache)\n        w = w - lr * grads["dw"]\n        b = b - lr * grads["db"]\n'
            '        losses.append(loss(forward(x, {"w": w, "b": b})["y_hat"], y))\n',
            "Is losses[0] the loss of the parameters you were given, or of those after the first step?",
        ),
        Misconception(
            "last-loss-only",
            "train",
            '{"w": w, "b": b}, losses',
            '{"w": w, "b": b}, losses[-1:]',
            "How many losses are asked for, and how many do you give back?",
        ),
        Misconception(
            "gradient-never-renewed",
            "train",
            'now = {"w": w, "b": b}',
            'now = {"w": params["w"], "b": params["b"]}',
            "At which parameters is the gradient of the second step taken?",
        ),
        Misconception(
            "gradient-never-renewed",
            "train",
            "grads = backward(x, y, now, cache)",
            "grads = backward(x, y, params, forward(x, params))",
            "At which parameters is the gradient of the second step taken?",
        ),
        Misconception(
            "update-lost",
            "train",
            'return {"w": w, "b": b}',
            "return params",
            "Are the parameters that you give back the new ones, or those you were given?",
        ),
        Misconception(
            "not-simultaneous",
            "train",
            'b = b - lr * grads["db"]',
            'b = b - lr * backward(x, y, {"w": w, "b": b}, forward(x, {"w": w, "b": b}))["db"]',
            "Both derivatives of one step belong to the same point. Which w does yours see when b moves?",
        ),
    ),
    written=(Written("derive_dw", "Derive dw on paper, and explain its shape", points=2.0),),
)
