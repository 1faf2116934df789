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
from autograder.declare import draw, network
from autograder.declare.derive import Activation, derive
from autograder.declare.draw import number, until
from autograder.declare.problem import Check, Misconception, Written

LR = 0.1
"""Of the few steps that are compared: five times as long as after a square, whose slope has no bound."""


def weights_alone(x, y, params, lr, steps):
    """The loss where the weights get by themselves, the bias staying what it is."""
    for _ in range(steps):
        params = {**params, "w": params["w"] - lr * backward(x, y, params, forward(x, params))["dw"]}
    return loss(forward(x, params)["y_hat"], y)


def needs_the_bias(x, y, params, lr, steps):
    """The reference halves the loss at least, and goes on to where the weights alone do not take it."""
    trained, losses = train(x, y, params, lr, steps)
    end = loss(forward(x, trained)["y_hat"], y)
    return end < 0.5 * losses[0] and weights_alone(x, y, params, lr, steps) - end > 0.1 * (losses[0] - end)


TRAINING = network.Training(
    {"n": 3, "m": 40}, lambda _: 2.0, 60, Check.REFERENCE_LOSS, accept=needs_the_bias, once=True
)


def unsure(x, y, params):
    """All predictions lie in [0.05, 0.95], on both sides of 1/2; both labels are there, and one prediction is mistaken."""
    y_hat = forward(x, params)["y_hat"]
    both = 0.05 <= y_hat.min() < 0.5 < y_hat.max() <= 0.95 and 0 < y.sum() < y.size
    return both and np.abs(y_hat - y).max() > 0.5


def draw_inputs(rng, sizes):
    n, m = sizes["n"], sizes["m"]

    def inputs():
        # The features have means: without them, a step of w hardly changes the gradient of b.
        x = draw.normal(rng, n, m) + 0.5 * draw.normal(rng, n, 1)
        score = 2 * draw.normal(rng, 1, n) @ x + draw.normal(rng, 1, m) + 2
        return x, np.where(score > 0, 1.0, 0.0), {"w": 0.6 * draw.normal(rng, 1, n), "b": number(rng) / 2}

    return until(inputs, lambda given: unsure(*given))


PROBLEM = derive(
    name="logistic_regression",
    title="Logistic regression",
    functions=(forward, loss, backward, train),
    inputs=draw_inputs,
    ranges={"n": (3, 6), "m": (5, 8)},
    training=TRAINING,
    lr=LR,
    near=1.0,
    activation=Activation(sigmoid, {"m": (5, 9)}),
    misconceptions=(
        Misconception(
            "exponent-sign",
            "sigmoid",
            "np.exp(-z)",
            "np.exp(z)",
            "For a large positive z, should the sigmoid be near 0 or near 1?",
        ),
        Misconception(
            "sigmoid-precedence",
            "sigmoid",
            "1 / (1 + np.exp(-z))",
            "1 / 1 + np.exp(-z)",
            "A sigmoid stays between 0 and 1. What does the / divide by?",
        ),
        Misconception(
            "tanh-for-sigmoid",
            "sigmoid",
            "1 / (1 + np.exp(-z))",
            "np.tanh(z)",
            "A sigmoid stays between 0 and 1. What does yours give for a large negative z?",
        ),
        Misconception(
            "slope-for-value",
            "sigmoid",
            "1 / (1 + np.exp(-z))",
            "np.exp(-z) / (1 + np.exp(-z)) ** 2",
            "Do you give back the sigmoid itself, or its slope?",
        ),
        Misconception(
            "softmax-for-sigmoid",
            "sigmoid",
            "1 / (1 + np.exp(-z))",
            "np.exp(z) / np.sum(np.exp(z))",
            "Each entry goes through the sigmoid by itself. Does yours change when another entry does?",
        ),
        Misconception(
            "bias-left-out",
            "forward",
            ' + params["b"]',
            "",
            "What does z hold where every feature is zero?",
        ),
        Misconception(
            "bias-subtracted",
            "forward",
            '+ params["b"]',
            '- params["b"]',
            "Look at the sign of the bias.",
        ),
        Misconception(
            "bias-after-activation",
            "forward",
            'params["w"] @ x + params["b"]\n    y_hat = sigmoid(z)',
            'params["w"] @ x\n    y_hat = sigmoid(z) + params["b"]',
            "A probability plus a bias: does it stay between 0 and 1? Where does the bias come in?",
        ),
        Misconception(
            "activation-left-out",
            "forward",
            "sigmoid(z)",
            "z",
            "A prediction is a probability. Which values can yours take?",
        ),
        Misconception(
            "activation-twice",
            "forward",
            "sigmoid(z)",
            "sigmoid(sigmoid(z))",
            "How many activation functions does the output have?",
        ),
        Misconception(
            "activation-for-pre-activation",
            "forward",
            'z = params["w"] @ x + params["b"]\n    y_hat = sigmoid(z)',
            'z = sigmoid(params["w"] @ x + params["b"])\n    y_hat = z',
            "The cache should hold z as it is before the activation.",
        ),
        Misconception(
            "exponent-sign",
            "forward",
            "sigmoid(z)",
            "sigmoid(-z)",
            "If z is large, how sure is the network that the label is 1?",
        ),
        Misconception(
            "tanh-for-sigmoid",
            "forward",
            "sigmoid(z)",
            "np.tanh(z)",
            "A prediction is a probability. Between which values does your activation stay?",
        ),
        Misconception(
            "relu-for-sigmoid",
            "forward",
            "sigmoid(z)",
            "np.maximum(z, 0)",
            "A prediction is a probability. Between which values does your activation stay?",
        ),
        Misconception(
            "threshold-for-sigmoid",
            "forward",
            "sigmoid(z)",
            "np.where(z > 0, 1.0, 0.0)",
            "Should the network say yes or no, or how sure it is?",
        ),
        Misconception(
            "softmax-for-sigmoid",
            "forward",
            "sigmoid(z)",
            "np.exp(z) / np.sum(np.exp(z))",
            "Does the prediction for one example depend on the other examples?",
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
            "sign-lost",
            "loss",
            "-float(",
            "float(",
            "The logarithm of a probability is never positive. Which sign should a loss have?",
        ),
        Misconception(
            "one-term-only",
            "loss",
            " + (1 - y) * np.log(1 - y_hat)",
            "",
            "What does an example with label 0 add to your loss?",
        ),
        Misconception(
            "one-term-only",
            "loss",
            "y * np.log(y_hat) + ",
            "",
            "What does an example with label 1 add to your loss?",
        ),
        Misconception(
            "sign-lost-in-one-term",
            "loss",
            ") + (1 - y)",
            ") - (1 - y)",
            "The minus stands before the whole sum. Which sign does the term for label 0 have in yours?",
        ),
        Misconception(
            "terms-swapped",
            "loss",
            "y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)",
            "y * np.log(1 - y_hat) + (1 - y) * np.log(y_hat)",
            "If the label is 1, which probability should be high? Put that example into your formula.",
        ),
        Misconception(
            "complement-left-out",
            "loss",
            "np.log(1 - y_hat)",
            "np.log(y_hat)",
            "If the label is 0, the logarithm of which probability counts?",
        ),
        Misconception(
            "complement-left-out",
            "loss",
            "(1 - y)",
            "y",
            "One of the two terms should vanish for each example. Does it for an example with label 0?",
        ),
        Misconception(
            "complement-precedence",
            "loss",
            "(1 - y) *",
            "1 - y *",
            "What does the 1 - in front of the second logarithm belong to? Look at your brackets.",
        ),
        Misconception(
            "logarithm-precedence",
            "loss",
            "np.log(1 - y_hat)",
            "np.log(1) - y_hat",
            "Where does the bracket of the second logarithm close?",
        ),
        Misconception(
            "labels-in-logarithm",
            "loss",
            "y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)",
            "y_hat * np.log(y) + (1 - y_hat) * np.log(1 - y)",
            "A label is exactly 0 or 1. Should a logarithm ever see it?",
        ),
        Misconception(
            "logarithm-left-out",
            "loss",
            "np.log(y_hat) + (1 - y) * np.log(1 - y_hat)",
            "y_hat + (1 - y) * (1 - y_hat)",
            "You have the probability of the right label. What does the definition do with it?",
        ),
        Misconception(
            "logarithm-base",
            "loss",
            "np.log(y_hat) + (1 - y) * np.log(1 - y_hat)",
            "np.log2(y_hat) + (1 - y) * np.log2(1 - y_hat)",
            "Which base has the logarithm in the definition?",
        ),
        Misconception(
            "logarithm-base",
            "loss",
            "np.log(y_hat) + (1 - y) * np.log(1 - y_hat)",
            "np.log10(y_hat) + (1 - y) * np.log10(1 - y_hat)",
            "Which base has the logarithm in the definition?",
        ),
        Misconception(
            "logarithm-of-mean",
            "loss",
            "np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
            "np.log(np.mean(y * y_hat + (1 - y) * (1 - y_hat)))",
            "Which comes first, the logarithm or the mean?",
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
            "np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
            "np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)) / 2",
            "Is there a constant in front of the sum, besides the 1/m?",
        ),
        Misconception(
            "examples-hard-coded",
            "loss",
            "np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
            "np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)) / 100",
            "How many examples does your loss think there are? It should look, not remember.",
        ),
        Misconception(
            "examples-hard-coded",
            "loss",
            "np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
            "np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)) / 20",
            "How many examples does your loss think there are? It should look, not remember.",
        ),
        Misconception(
            "squared-error",
            "loss",
            "-float(np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))",
            "float(np.mean((y_hat - y) ** 2))",
            "Is this the loss of a regression, or of a network that chooses between two classes?",
        ),
        Misconception(
            "absolute-error",
            "loss",
            "-float(np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)))",
            "float(np.mean(np.abs(y_hat - y)))",
            "Is the loss of an example a distance, or the logarithm of a probability?",
        ),
        Misconception(
            "activation-twice",
            "loss",
            "np.log(y_hat) + (1 - y) * np.log(1 - y_hat)",
            "np.log(sigmoid(y_hat)) + (1 - y) * np.log(1 - sigmoid(y_hat))",
            "The predictions are probabilities already. Does the loss need one more activation?",
        ),
        Misconception(
            "transposed-targets",
            "loss",
            "y * np.log(y_hat) + (1 - y) *",
            "y.T * np.log(y_hat) + (1 - y.T) *",
            "Print the shape of the product: numpy made a square out of a row and a column.",
        ),
        Misconception(
            "missing-mean",
            "backward",
            '(cache["y_hat"] - y) / m',
            'cache["y_hat"] - y',
            "The loss is a mean. What does that do to its derivative?",
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
            "factor-two-extra",
            "backward",
            '(cache["y_hat"] - y) / m',
            '2 * (cache["y_hat"] - y) / m',
            "A factor 2 comes from a square. Is there one in this loss?",
        ),
        Misconception(
            "sign-flipped",
            "backward",
            'cache["y_hat"] - y',
            'y - cache["y_hat"]',
            "If the label is 0, should the loss grow or shrink with the output's z?",
        ),
        Misconception(
            "output-slope-extra",
            "backward",
            '(cache["y_hat"] - y) / m',
            '(cache["y_hat"] - y) / m * cache["y_hat"] * (1 - cache["y_hat"])',
            "The slope of the output's sigmoid meets the derivative of the logarithm. Multiply the two on paper: does "
            "it stay?",
        ),
        Misconception(
            "output-slope-missing",
            "backward",
            '(cache["y_hat"] - y) / m',
            '(cache["y_hat"] - y) / (cache["y_hat"] * (1 - cache["y_hat"])) / m',
            "This is the derivative by the prediction. Which link of the chain lies between the prediction and z?",
        ),
        Misconception(
            "gradient-of-squared-error",
            "backward",
            '(cache["y_hat"] - y) / m',
            '2 * (cache["y_hat"] - y) * cache["y_hat"] * (1 - cache["y_hat"]) / m',
            "Of which loss is this the derivative?",
        ),
        Misconception(
            "one-term-only",
            "backward",
            '(cache["y_hat"] - y)',
            'y * (cache["y_hat"] - 1)',
            "An example with label 0 has a part in the loss. What is its part in your gradient?",
        ),
        Misconception(
            "one-term-only",
            "backward",
            '(cache["y_hat"] - y)',
            '(1 - y) * cache["y_hat"]',
            "An example with label 1 has a part in the loss. What is its part in your gradient?",
        ),
        Misconception(
            "targets-left-out",
            "backward",
            '(cache["y_hat"] - y)',
            'cache["y_hat"]',
            "Would your gradient be another one if every label were another one?",
        ),
        Misconception(
            "rounded-prediction",
            "backward",
            '(cache["y_hat"] - y)',
            '(np.round(cache["y_hat"]) - y)',
            "An example on the right side of one half, but only just: does the loss still want it to move?",
        ),
        Misconception(
            "pre-activation-for-activation",
            "backward",
            'cache["y_hat"] - y',
            'cache["z"] - y',
            "Which value of the cache is a probability, as the label is?",
        ),
        Misconception(
            "activation-twice",
            "backward",
            'cache["y_hat"] - y',
            'sigmoid(cache["y_hat"]) - y',
            "The predictions in the cache are probabilities already. What did you do to them?",
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
            "How often does the loss divide by m? Count how often dz does.",
        ),
        Misconception(
            "mean-twice",
            "backward",
            "dz @ x.T\n    db = float(np.sum(dz))",
            "dz @ x.T / m\n    db = float(np.sum(dz)) / m",
            "The 1/m is already inside dz. How often does it appear in dw and db?",
        ),
        Misconception(
            "mean-only-at-parameters",
            "backward",
            '(cache["y_hat"] - y) / m\n    dw = dz @ x.T\n    db = float(np.sum(dz))',
            'cache["y_hat"] - y\n    dw = dz @ x.T / m\n    db = float(np.sum(dz)) / m',
            "Some texts bring the 1/m in only where the weights are. Here dz is a derivative of the loss itself.",
            convention=True,
        ),
        Misconception(
            "input-factor-missing",
            "backward",
            "dz @ x.T",
            "dz @ np.ones_like(x.T)",
            "How much does z move when one weight moves a little? Does that depend on x?",
        ),
        Misconception(
            "weights-for-input",
            "backward",
            "dz @ x.T",
            'np.sum(dz) * params["w"]',
            "How much does z move when one weight moves a little: by the weight, or by its feature?",
        ),
        Misconception(
            "transposed-gradient",
            "backward",
            "dz @ x.T",
            "x @ dz.T",
            "A gradient has the shape of the thing it belongs to. Which shape has w?",
        ),
        Misconception(
            "elementwise-for-matrix-product",
            "backward",
            "dz @ x.T",
            "dz * x",
            "You have what each example adds to the gradient. What is left to do with these numbers?",
        ),
        Misconception(
            "features-hard-coded",
            "backward",
            "dz @ x.T",
            "dz @ x[:2].T",
            "Your gradient has two entries only. How many features are there in x?",
        ),
        Misconception(
            "penalty-not-in-loss",
            "backward",
            "dz @ x.T",
            'dz @ x.T + params["w"] / m',
            "Does the loss here punish large weights? Only what is in the loss has a gradient.",
        ),
        Misconception(
            "last-example-dropped",
            "backward",
            "dz @ x.T\n    db = float(np.sum(dz))",
            "dz[:, :-1] @ x[:, :-1].T\n    db = float(np.sum(dz[:, :-1]))",
            "Does every example have its part in the gradient? Look at both ends.",
        ),
        Misconception(
            "last-example-only",
            "backward",
            "dz @ x.T\n    db = float(np.sum(dz))",
            "dz[:, -1:] @ x[:, -1:].T\n    db = float(dz[0, -1])",
            "A loop over the examples: does each turn add to the gradient, or replace what was there?",
        ),
        Misconception(
            "mean-in-bias",
            "backward",
            "np.sum(dz)",
            "np.mean(dz)",
            "The 1/m is already inside dz. How often does it appear in db?",
        ),
        Misconception(
            "input-factor-in-bias",
            "backward",
            "np.sum(dz))",
            "np.sum(dz @ x.T))",
            "How much does z move when b moves a little? Does that depend on x?",
        ),
        Misconception(
            "bias-not-summed",
            "backward",
            "float(np.sum(dz))",
            "dz",
            "One bias serves all examples. How do their parts become one number?",
        ),
        Misconception(
            "bias-gradient-constant",
            "backward",
            "float(np.sum(dz))",
            "1.0",
            "z moves as much as b does, but how much does the loss move?",
        ),
        Misconception(
            "bias-gradient-zero",
            "backward",
            "float(np.sum(dz))",
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
            '        grads = backward(x, y, now, cache)\n        w = w - lr * grads["dw"]\n'
            '        b = b - lr * grads["db"]\n        losses.append(loss(forward(x, {"w": w, "b": b})["y_hat"], y))\n',
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
        Misconception(
            "starts-from-zero",
            "train",
            'w, b = params["w"], params["b"]',
            'w, b = 0 * params["w"], 0.0',
            "Where does the first step start? One argument of train says it.",
        ),
    ),
    written=(Written("derive_dz", "Derive dz on paper, and explain its shape", points=2.0),),
)
