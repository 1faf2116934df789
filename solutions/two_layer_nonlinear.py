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
# $\partial L / \partial z_{1,ie} = \partial L / \partial a_{1,ie} \cdot a_{1,ie}(1 - a_{1,ie})$. It is a product entry
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
from autograder.declare import draw, network
from autograder.declare.derive import Activation, derive
from autograder.declare.draw import number
from autograder.declare.problem import Check, Misconception, Written


def needs_both_layers(x, y, params, lr, steps):
    """The reference halves the loss at least, and goes on to where the output layer alone could not take it."""
    trained, losses = train(x, y, params, lr, steps)
    end = loss(forward(x, trained)["y_hat"], y)
    features = np.vstack([forward(x, params)["a1"], np.ones((1, x.shape[1]))])
    weights = np.linalg.lstsq(features.T, y.T, rcond=None)[0]
    frozen = loss(weights.T @ features, y)
    return end < 0.5 * losses[0] and frozen - end > 0.1 * (losses[0] - end)


TRAINING = network.Training(
    {"n": 5, "k": 3, "m": 40}, lambda _: 0.3, 60, Check.REFERENCE_LOSS, accept=needs_both_layers, once=True
)


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
    training=TRAINING,
    activation=Activation(sigmoid, {"k": (3, 5), "m": (5, 9)}),
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
            "bias-left-out",
            "forward",
            ' + params["b1"]',
            "",
            "What does a pre-activation hold where every feature is zero?",
        ),
        Misconception(
            "bias-left-out",
            "forward",
            ' + params["b2"]',
            "",
            "What does the network predict where every activation is zero?",
        ),
        Misconception(
            "bias-subtracted",
            "forward",
            '+ params["b1"]',
            '- params["b1"]',
            "Look at the sign of the hidden bias.",
        ),
        Misconception(
            "bias-subtracted",
            "forward",
            '+ params["b2"]',
            '- params["b2"]',
            "Look at the sign of the output bias.",
        ),
        Misconception(
            "wrong-bias",
            "forward",
            'params["b1"]',
            'params["b2"]',
            "Which bias belongs to which layer?",
        ),
        Misconception(
            "activation-on-output",
            "forward",
            'y_hat = params["W2"] @ a1 + params["b2"]',
            'y_hat = sigmoid(params["W2"] @ a1 + params["b2"])',
            "A regression may predict any real number. Should anything squash the output?",
        ),
        Misconception(
            "activation-left-out",
            "forward",
            "sigmoid(z1)",
            "z1",
            "What makes this network different from the linear one?",
        ),
        Misconception(
            "activation-twice",
            "forward",
            "sigmoid(z1)",
            "sigmoid(sigmoid(z1))",
            "How many activation functions does one layer have?",
        ),
        Misconception(
            "tanh-for-sigmoid",
            "forward",
            "sigmoid(z1)",
            "np.tanh(z1)",
            "Which activation function is asked for here? Between which values does it stay?",
        ),
        Misconception(
            "relu-for-sigmoid",
            "forward",
            "sigmoid(z1)",
            "np.maximum(z1, 0)",
            "Which activation function is asked for here? Between which values does it stay?",
        ),
        Misconception(
            "pre-activation-for-activation",
            "forward",
            'params["W2"] @ a1',
            'params["W2"] @ z1',
            "What does the second layer see: the pre-activations, or what comes after them?",
        ),
        Misconception(
            "features-hard-coded",
            "forward",
            'params["W1"] @ x',
            'params["W1"][:, :2] @ x[:2]',
            "Your hidden layer uses two features only. How many are there in x?",
        ),
        Misconception(
            "hidden-units-hard-coded",
            "forward",
            'params["W2"] @ a1',
            'params["W2"][:, :2] @ a1[:2]',
            "Your prediction uses two hidden units only. How many are there in a1?",
        ),
        Misconception(
            "elementwise-for-matrix-product",
            "forward",
            'params["W2"] @ a1',
            'params["W2"].T * a1',
            "The weighted activations of an example should become one number. Where are they added up?",
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
            "mean-twice",
            "backward",
            '(cache["y_hat"] - y) / m',
            '(cache["y_hat"] - y) / m**2',
            "How often does the loss divide by m? Count how often dy_hat does.",
        ),
        Misconception(
            "mean-twice",
            "backward",
            '    dW2 = dy_hat @ cache["a1"].T\n    db2 = float(np.sum(dy_hat))\n    da1 = params["W2"].T @ dy_hat\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True)\n",
            '    dW2 = dy_hat @ cache["a1"].T / m\n    db2 = float(np.sum(dy_hat)) / m\n'
            '    da1 = params["W2"].T @ dy_hat\n    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n'
            "    dW1 = dz1 @ x.T / m\n    db1 = np.sum(dz1, axis=1, keepdims=True) / m\n",
            "The 1/m is already inside dy_hat. How often does it appear in the gradients of the parameters?",
        ),
        Misconception(
            "mean-only-at-parameters",
            "backward",
            ' / m\n    dW2 = dy_hat @ cache["a1"].T\n    db2 = float(np.sum(dy_hat))\n'
            '    da1 = params["W2"].T @ dy_hat\n    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n'
            "    dW1 = dz1 @ x.T\n    db1 = np.sum(dz1, axis=1, keepdims=True)\n",
            '\n    dW2 = dy_hat @ cache["a1"].T / m\n    db2 = float(np.sum(dy_hat)) / m\n'
            '    da1 = params["W2"].T @ dy_hat\n    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n'
            "    dW1 = dz1 @ x.T / m\n    db1 = np.sum(dz1, axis=1, keepdims=True) / m\n",
            "Some texts bring the 1/m in only where the parameters are. Here dy_hat is a derivative of the loss itself.",
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
            "slope-of-linear-output",
            "backward",
            '(cache["y_hat"] - y) / m',
            '(cache["y_hat"] - y) / m * cache["y_hat"] * (1 - cache["y_hat"])',
            "Is there an activation on the output here? What is its slope?",
        ),
        Misconception(
            "input-for-activation",
            "backward",
            'dy_hat @ cache["a1"].T',
            "dy_hat @ x.T",
            "What goes into the second layer: x, or a1?",
        ),
        Misconception(
            "input-factor-missing",
            "backward",
            'dy_hat @ cache["a1"].T',
            'dy_hat @ np.ones_like(cache["a1"]).T',
            "How much does a prediction move when one weight of the second layer moves a little? On what does that depend?",
        ),
        Misconception(
            "input-factor-missing",
            "backward",
            "dz1 @ x.T",
            "dz1 @ np.ones_like(x).T",
            "How much does a hidden unit move when one of its weights moves a little? On what does that depend?",
        ),
        Misconception(
            "activation-for-input",
            "backward",
            "dz1 @ x.T",
            'dz1 @ cache["a1"].T',
            "What goes into the first layer: x, or a1?",
        ),
        Misconception(
            "transposed-gradient",
            "backward",
            'dy_hat @ cache["a1"].T',
            'cache["a1"] @ dy_hat.T',
            "A gradient has the shape of the thing it belongs to. Which shape has W2?",
        ),
        Misconception(
            "transposed-gradient",
            "backward",
            "dz1 @ x.T",
            "x @ dz1.T",
            "A gradient has the shape of the thing it belongs to. Which shape has W1?",
        ),
        Misconception(
            "elementwise-for-matrix-product",
            "backward",
            'dy_hat @ cache["a1"].T',
            'dy_hat * cache["a1"]',
            "You have what each example adds to dW2. What is left to do with these numbers?",
        ),
        Misconception(
            "gradient-for-weights",
            "backward",
            'params["W2"].T @ dy_hat',
            "dW2.T @ dy_hat",
            "A hidden unit reaches the output through a weight. Through the weight itself, or through its gradient?",
        ),
        Misconception(
            "weights-left-out",
            "backward",
            'params["W2"].T @ dy_hat',
            'np.ones_like(params["W2"]).T @ dy_hat',
            "Two hidden units with different weights in W2: does the loss feel both in the same way?",
        ),
        Misconception(
            "hidden-factor-extra",
            "backward",
            'params["W2"].T @ dy_hat',
            'params["W2"].T @ dy_hat * cache["a1"]',
            "By what does the output move when one entry of a1 moves a little? Does that depend on the entry itself?",
        ),
        Misconception(
            "penalty-not-in-loss",
            "backward",
            '    dW2 = dy_hat @ cache["a1"].T\n    db2 = float(np.sum(dy_hat))\n    da1 = params["W2"].T @ dy_hat\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True)\n",
            '    dW2 = dy_hat @ cache["a1"].T + params["W2"] / m\n    db2 = float(np.sum(dy_hat))\n'
            '    da1 = params["W2"].T @ dy_hat\n    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n'
            '    dW1 = dz1 @ x.T + params["W1"] / m\n    db1 = np.sum(dz1, axis=1, keepdims=True)\n',
            "Does the loss here punish large weights? Only what is in the loss has a gradient.",
        ),
        Misconception(
            "last-example-dropped",
            "backward",
            '    dW2 = dy_hat @ cache["a1"].T\n    db2 = float(np.sum(dy_hat))\n    da1 = params["W2"].T @ dy_hat\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True)\n",
            '    dW2 = dy_hat[:, :-1] @ cache["a1"][:, :-1].T\n    db2 = float(np.sum(dy_hat[:, :-1]))\n'
            '    da1 = params["W2"].T @ dy_hat\n    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n'
            "    dW1 = dz1[:, :-1] @ x[:, :-1].T\n    db1 = np.sum(dz1[:, :-1], axis=1, keepdims=True)\n",
            "Does every example have its part in the gradient? Look at both ends.",
        ),
        Misconception(
            "last-example-only",
            "backward",
            '    dW2 = dy_hat @ cache["a1"].T\n    db2 = float(np.sum(dy_hat))\n    da1 = params["W2"].T @ dy_hat\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True)\n",
            '    dW2 = dy_hat[:, -1:] @ cache["a1"][:, -1:].T\n    db2 = float(np.sum(dy_hat[:, -1:]))\n'
            '    da1 = params["W2"].T @ dy_hat\n    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n'
            "    dW1 = dz1[:, -1:] @ x[:, -1:].T\n    db1 = np.sum(dz1[:, -1:], axis=1, keepdims=True)\n",
            "A loop over the examples: does each turn add to the gradient, or replace what was there?",
        ),
        Misconception(
            "features-hard-coded",
            "backward",
            "dz1 @ x.T",
            "dz1 @ x[:2].T",
            "Your dW1 has two columns only. How many features are there in x?",
        ),
        Misconception(
            "mean-in-bias",
            "backward",
            "np.sum(dz1, axis=1, keepdims=True)",
            "np.mean(dz1, axis=1, keepdims=True)",
            "The 1/m is already inside dy_hat. How often does it appear in db1?",
        ),
        Misconception(
            "mean-in-bias",
            "backward",
            "np.sum(dy_hat)",
            "np.mean(dy_hat)",
            "The 1/m is already inside dy_hat. How often does it appear in db2?",
        ),
        Misconception(
            "bias-over-wrong-axis",
            "backward",
            "np.sum(dz1, axis=1, keepdims=True)",
            "np.sum(dz1, axis=0, keepdims=True)",
            "Which axis holds the hidden units, and which the examples? One bias belongs to a unit and serves all examples.",
        ),
        Misconception(
            "bias-axis-missing",
            "backward",
            "np.sum(dz1, axis=1, keepdims=True)",
            "np.sum(dz1) * np.ones((dz1.shape[0], 1))",
            "Every hidden unit has a bias of its own. Over what do you sum?",
        ),
        Misconception(
            "bias-summed-to-number",
            "backward",
            "np.sum(dz1, axis=1, keepdims=True)",
            "np.sum(dz1)",
            "Every hidden unit has a bias of its own. Over what do you sum?",
        ),
        Misconception(
            "bias-flattened",
            "backward",
            "np.sum(dz1, axis=1, keepdims=True)",
            "np.sum(dz1, axis=1)",
            "The values are right. What does summing over an axis do to the shape?",
        ),
        Misconception(
            "bias-not-summed",
            "backward",
            "np.sum(dz1, axis=1, keepdims=True)",
            "dz1",
            "One bias serves all examples. How do their parts become one number a unit?",
        ),
        Misconception(
            "bias-not-summed",
            "backward",
            "float(np.sum(dy_hat))",
            "dy_hat",
            "One bias serves all examples. How do their parts become one number?",
        ),
        Misconception(
            "input-factor-in-bias",
            "backward",
            "np.sum(dz1, axis=1, keepdims=True)",
            "np.sum(dW1, axis=1, keepdims=True)",
            "How much does a hidden unit move when its bias moves a little? Does that depend on x?",
        ),
        Misconception(
            "input-factor-in-bias",
            "backward",
            "np.sum(dy_hat)",
            "np.sum(dW2)",
            "How much does a prediction move when b2 moves a little? Does that depend on a1?",
        ),
        Misconception(
            "bias-gradient-constant",
            "backward",
            "np.sum(dz1, axis=1, keepdims=True)",
            "np.ones((dz1.shape[0], 1))",
            "A hidden unit moves as much as its bias does, but how much does the loss move?",
        ),
        Misconception(
            "bias-gradient-constant",
            "backward",
            "float(np.sum(dy_hat))",
            "1.0",
            "The prediction moves as much as b2 does, but how much does the loss move?",
        ),
        Misconception(
            "bias-gradient-zero",
            "backward",
            "np.sum(dz1, axis=1, keepdims=True)",
            "np.zeros((dz1.shape[0], 1))",
            "Is the loss really the same whatever b1 is?",
        ),
        Misconception(
            "bias-gradient-zero",
            "backward",
            "float(np.sum(dy_hat))",
            "0.0",
            "Is the loss really the same whatever b2 is?",
        ),
        Misconception(
            "pre-activation-for-activation",
            "backward",
            'dy_hat @ cache["a1"].T',
            'dy_hat @ cache["z1"].T',
            "What goes into the second layer: the pre-activations, or what comes after them?",
        ),
        Misconception(
            "sigmoid-slope-missing",
            "backward",
            'da1 * cache["a1"] * (1 - cache["a1"])',
            "da1",
            "The sigmoid stands between z1 and a1. How much does a1 move when z1 moves a little?",
        ),
        Misconception(
            "slope-at-pre-activation",
            "backward",
            'da1 * cache["a1"] * (1 - cache["a1"])',
            'da1 * cache["z1"] * (1 - cache["z1"])',
            "The slope of the sigmoid is written with the sigmoid itself. What did you put in its place?",
        ),
        Misconception(
            "slope-at-activation",
            "backward",
            'da1 * cache["a1"] * (1 - cache["a1"])',
            'da1 * sigmoid(cache["a1"]) * (1 - sigmoid(cache["a1"]))',
            "At which point do you take the slope of the sigmoid? Which value went into it in the forward pass?",
        ),
        Misconception(
            "slope-twice",
            "backward",
            'da1 * cache["a1"] * (1 - cache["a1"])',
            'da1 * (cache["a1"] * (1 - cache["a1"])) ** 2',
            "How many times does the gradient pass through the sigmoid of the hidden layer?",
        ),
        Misconception(
            "slope-twice",
            "backward",
            'params["W2"].T @ dy_hat',
            'params["W2"].T @ dy_hat * cache["a1"] * (1 - cache["a1"])',
            "How many times does the gradient pass through the sigmoid of the hidden layer?",
        ),
        Misconception(
            "tanh-slope",
            "backward",
            'da1 * cache["a1"] * (1 - cache["a1"])',
            'da1 * (1 - cache["a1"] ** 2)',
            "Of which activation function is this the slope?",
        ),
        Misconception(
            "relu-slope",
            "backward",
            'da1 * cache["a1"] * (1 - cache["a1"])',
            'da1 * (cache["z1"] > 0)',
            "Of which activation function is this the slope?",
        ),
        Misconception(
            "slope-incomplete",
            "backward",
            'da1 * cache["a1"] * (1 - cache["a1"])',
            'da1 * cache["a1"]',
            "Take the derivative of the sigmoid once more on paper. Is it large where the sigmoid is nearly 1?",
        ),
        Misconception(
            "slope-incomplete",
            "backward",
            'da1 * cache["a1"] * (1 - cache["a1"])',
            'da1 * (1 - cache["a1"])',
            "Take the derivative of the sigmoid once more on paper. Is it large where the sigmoid is nearly 0?",
        ),
        Misconception(
            "slope-after-hidden-layer",
            "backward",
            "dz1 @ x.T\n    db1 = np.sum(dz1, axis=1, keepdims=True)",
            "da1 @ x.T\n    db1 = np.sum(da1, axis=1, keepdims=True)",
            "You have dz1. Which gradient stands directly after the first layer: this one, or the one behind the activation?",
        ),
        Misconception(
            "uphill",
            "train",
            "- lr *",
            "+ lr *",
            "The gradient points to where the loss grows. Which way do we want to go?",
        ),
        Misconception(
            "learning-rate-left-out",
            "train",
            "lr * grads",
            "grads",
            "How long is a step? One argument of train is not used.",
        ),
        Misconception(
            "mean-twice",
            "train",
            "lr * grads",
            "lr / x.shape[1] * grads",
            "The 1/m is already inside the gradients. Does a step need it once more?",
        ),
        Misconception(
            "bias-never-updated",
            "train",
            'params = {name: params[name] - lr * grads["d" + name] for name in params}',
            'moved = {name: params[name] - lr * grads["d" + name] for name in ("W1", "W2")}\n'
            "        params = {**params, **moved}",
            "Which parameters move in one step?",
        ),
        Misconception(
            "first-layer-frozen",
            "train",
            'params = {name: params[name] - lr * grads["d" + name] for name in params}',
            'moved = {name: params[name] - lr * grads["d" + name] for name in ("W2", "b2")}\n'
            "        params = {**params, **moved}",
            "Which parameters move in one step? Compare those of the first layer before and after.",
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
            '        losses.append(loss(cache["y_hat"], y))\n        grads = backward(x, y, params, cache)\n'
            '        params = {name: params[name] - lr * grads["d" + name] for name in params}\n',
            "        grads = backward(x, y, params, cache)\n"
            '        params = {name: params[name] - lr * grads["d" + name] for name in params}\n'
            '        losses.append(loss(forward(x, params)["y_hat"], y))\n',
            "Is losses[0] the loss of the parameters you were given, or of those after the first step?",
        ),
        Misconception(
            "last-loss-only",
            "train",
            "return params, losses",
            "return params, losses[-1:]",
            "How many losses are asked for, and how many do you give back?",
        ),
        Misconception(
            "gradient-never-renewed",
            "train",
            "    losses = []\n    for _ in range(steps):\n        cache = forward(x, params)\n"
            '        losses.append(loss(cache["y_hat"], y))\n        grads = backward(x, y, params, cache)\n',
            "    losses = []\n    cache = forward(x, params)\n    grads = backward(x, y, params, cache)\n"
            '    for _ in range(steps):\n        losses.append(loss(cache["y_hat"], y))\n',
            "At which parameters is the gradient of the second step taken?",
        ),
        Misconception(
            "gradient-never-renewed",
            "train",
            "    losses = []\n    for _ in range(steps):\n        cache = forward(x, params)\n"
            '        losses.append(loss(cache["y_hat"], y))\n        grads = backward(x, y, params, cache)\n',
            "    losses = []\n    grads = backward(x, y, params, forward(x, params))\n    for _ in range(steps):\n"
            '        cache = forward(x, params)\n        losses.append(loss(cache["y_hat"], y))\n',
            "At which parameters is the gradient of the second step taken?",
        ),
        Misconception(
            "forward-never-renewed",
            "train",
            "    for _ in range(steps):\n        cache = forward(x, params)\n",
            "    cache = forward(x, params)\n    for _ in range(steps):\n",
            "The parameters move in every step. What of the values in the cache?",
        ),
        Misconception(
            "update-lost",
            "train",
            "params = {name: params[name]",
            "_ = {name: params[name]",
            "Are the parameters that you give back the new ones, or those you were given?",
        ),
        Misconception(
            "not-simultaneous",
            "train",
            'params = {name: params[name] - lr * grads["d" + name] for name in params}',
            "for name in params:\n            grads = backward(x, y, params, forward(x, params))\n"
            '            params = {**params, name: params[name] - lr * grads["d" + name]}',
            "All derivatives of one step belong to the same point. Which W1 does yours see when W2 moves?",
        ),
        Misconception(
            "updated-weights-used",
            "train",
            "grads = backward(x, y, params, cache)",
            "first = backward(x, y, params, cache)\n"
            '        grads = backward(x, y, {**params, "W2": params["W2"] - lr * first["dW2"]}, cache)',
            "When the gradient goes back through the second layer, which W2 should it meet: the old one or the new one?",
        ),
    ),
    written=(Written("derive_dz1", "Derive dz1 on paper, and explain its shape", points=2.0),),
)
