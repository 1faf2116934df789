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
from autograder.declare import draw, network
from autograder.declare.derive import Activation, derive
from autograder.declare.draw import until
from autograder.declare.problem import Check, Misconception, Written

LR = 0.1
"""Of the few steps that are compared: five times as long as after a square, whose slope has no bound."""


def output_layer_alone(x, y, params, lr, steps):
    """The loss where the output layer gets by itself, the hidden layer staying what it is."""
    for _ in range(steps):
        grads = backward(x, y, params, forward(x, params))
        params = {**params, "W2": params["W2"] - lr * grads["dW2"], "b2": params["b2"] - lr * grads["db2"]}
    return loss(forward(x, params)["y_hat"], y)


def needs_both_layers(x, y, params, lr, steps):
    """Each label has its share; the reference halves the loss, and goes on to where the output layer alone does not."""
    if not 0.3 <= y.mean() <= 0.7:
        return False
    trained, losses = train(x, y, params, lr, steps)
    end = loss(forward(x, trained)["y_hat"], y)
    return end < 0.5 * losses[0] and output_layer_alone(x, y, params, lr, steps) - end > 0.1 * (losses[0] - end)


TRAINING = network.Training(
    {"n": 5, "k": 3, "m": 40}, lambda _: 2.5, 60, Check.REFERENCE_LOSS, accept=needs_both_layers, once=True
)


def unsure(x, y, params):
    """All predictions lie in [0.05, 0.95], on both sides of 1/2; both labels are there, and one prediction is mistaken."""
    y_hat = forward(x, params)["y_hat"]
    both = 0.05 <= y_hat.min() < 0.5 < y_hat.max() <= 0.95 and 0 < y.sum() < y.size
    return both and np.abs(y_hat - y).max() > 0.5


def draw_inputs(rng, sizes):
    n, k, m = sizes["n"], sizes["k"], sizes["m"]

    def inputs():
        x = draw.normal(rng, n, m)
        score = np.abs(draw.normal(rng, 1, n) @ x) + 0.3 * draw.normal(rng, 1, m) - 1.5
        params = {"W1": draw.normal(rng, k, n), "b1": draw.normal(rng, k, 1), "W2": draw.normal(rng, 1, k)}
        # Against the sum of W2, and never near 0: many more draws then predict both labels.
        params["b2"] = float(-np.sign(params["W2"].sum()) * rng.uniform(0.25, 1.0))
        return x, np.where(score > 0, 1.0, 0.0), params

    return until(inputs, lambda given: unsure(*given))


PROBLEM = derive(
    name="two_layer_perceptron",
    title="A perceptron with two layers",
    functions=(forward, loss, backward, train),
    inputs=draw_inputs,
    ranges={"n": (3, 6), "k": (3, 7), "m": (5, 8)},
    training=TRAINING,
    lr=LR,
    near=1.0,
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
            "softmax-for-sigmoid",
            "sigmoid",
            "1 / (1 + np.exp(-z))",
            "np.exp(z) / np.sum(np.exp(z))",
            "Each entry goes through the sigmoid by itself. Does yours change when another entry does?",
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
            "What does z2 hold where every activation is zero?",
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
            "activation-left-out",
            "forward",
            "sigmoid(z1)",
            "z1",
            "What would a hidden layer without an activation be good for?",
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
            "Your output uses two hidden units only. How many are there in a1?",
        ),
        Misconception(
            "elementwise-for-matrix-product",
            "forward",
            'params["W2"] @ a1',
            'params["W2"].T * a1',
            "The weighted activations of an example should become one number. Where are they added up?",
        ),
        Misconception(
            "activation-left-out",
            "forward",
            "sigmoid(z2)",
            "z2",
            "A prediction is a probability. Which values can yours take?",
        ),
        Misconception(
            "activation-twice",
            "forward",
            "sigmoid(z2)",
            "sigmoid(sigmoid(z2))",
            "How many activation functions does the output have?",
        ),
        Misconception(
            "tanh-for-sigmoid",
            "forward",
            "sigmoid(z2)",
            "np.tanh(z2)",
            "A prediction is a probability. Between which values does your activation stay?",
        ),
        Misconception(
            "relu-for-sigmoid",
            "forward",
            "sigmoid(z2)",
            "np.maximum(z2, 0)",
            "A prediction is a probability. Between which values does your activation stay?",
        ),
        Misconception(
            "threshold-for-sigmoid",
            "forward",
            "sigmoid(z1)",
            "np.where(z1 > 0, 1.0, 0.0)",
            "A step has no slope to learn by. Which activation function is asked for in the hidden layer?",
        ),
        Misconception(
            "threshold-for-sigmoid",
            "forward",
            "sigmoid(z2)",
            "np.where(z2 > 0, 1.0, 0.0)",
            "Should the network say yes or no, or how sure it is?",
        ),
        Misconception(
            "softmax-for-sigmoid",
            "forward",
            "sigmoid(z2)",
            "np.exp(z2) / np.sum(np.exp(z2))",
            "Does the prediction for one example depend on the other examples?",
        ),
        Misconception(
            "exponent-sign",
            "forward",
            "sigmoid(z2)",
            "sigmoid(-z2)",
            "If z2 is large, how sure is the network that the label is 1?",
        ),
        Misconception(
            "softmax-for-sigmoid",
            "forward",
            "sigmoid(z1)",
            "np.exp(z1) / np.sum(np.exp(z1), axis=0)",
            "Does one hidden unit's activation depend on the other hidden units?",
        ),
        Misconception(
            "activation-for-pre-activation",
            "forward",
            'z1 = params["W1"] @ x + params["b1"]\n    a1 = sigmoid(z1)',
            'z1 = sigmoid(params["W1"] @ x + params["b1"])\n    a1 = z1',
            "The cache should hold z1 as it is before the activation.",
        ),
        Misconception(
            "activation-for-pre-activation",
            "forward",
            'z2 = params["W2"] @ a1 + params["b2"]\n    y_hat = sigmoid(z2)',
            'z2 = sigmoid(params["W2"] @ a1 + params["b2"])\n    y_hat = z2',
            "The cache should hold z2 as it is before the activation.",
        ),
        Misconception(
            "hidden-layer-for-output",
            "forward",
            "y_hat = sigmoid(z2)",
            "y_hat = sigmoid(z1)",
            "Which layer does the prediction come from? Look at its shape.",
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
            "If the label is 0, should the loss grow or shrink with the output's z2?",
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
            "This is the derivative by the prediction. Which link of the chain lies between the prediction and z2?",
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
            'cache["z2"] - y',
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
            "mean-twice",
            "backward",
            '(cache["y_hat"] - y) / m',
            '(cache["y_hat"] - y) / m**2',
            "How often does the loss divide by m? Count how often dz2 does.",
        ),
        Misconception(
            "mean-twice",
            "backward",
            '    dW2 = dz2 @ cache["a1"].T\n    db2 = float(np.sum(dz2))\n    da1 = params["W2"].T @ dz2\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True)\n",
            '    dW2 = dz2 @ cache["a1"].T / m\n    db2 = float(np.sum(dz2)) / m\n    da1 = params["W2"].T @ dz2\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T / m\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True) / m\n",
            "The 1/m is already inside dz2. How often does it appear in the gradients of the parameters?",
        ),
        Misconception(
            "mean-only-at-parameters",
            "backward",
            ' / m\n    dW2 = dz2 @ cache["a1"].T\n    db2 = float(np.sum(dz2))\n    da1 = params["W2"].T @ dz2\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True)\n",
            '\n    dW2 = dz2 @ cache["a1"].T / m\n    db2 = float(np.sum(dz2)) / m\n    da1 = params["W2"].T @ dz2\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T / m\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True) / m\n",
            "Some texts bring the 1/m in only where the parameters are. Here dz2 is a derivative of the loss itself.",
            convention=True,
        ),
        Misconception(
            "input-for-activation",
            "backward",
            'dz2 @ cache["a1"].T',
            "dz2 @ x.T",
            "What goes into the second layer: x, or a1?",
        ),
        Misconception(
            "input-factor-missing",
            "backward",
            'dz2 @ cache["a1"].T',
            'dz2 @ np.ones_like(cache["a1"]).T',
            "How much does the output's z2 move when one weight of the second layer moves a little? On what does that "
            "depend?",
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
            'dz2 @ cache["a1"].T',
            'cache["a1"] @ dz2.T',
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
            'dz2 @ cache["a1"].T',
            'dz2 * cache["a1"]',
            "You have what each example adds to dW2. What is left to do with these numbers?",
        ),
        Misconception(
            "gradient-for-weights",
            "backward",
            'params["W2"].T @ dz2',
            "dW2.T @ dz2",
            "A hidden unit reaches the output through a weight. Through the weight itself, or through its gradient?",
        ),
        Misconception(
            "weights-left-out",
            "backward",
            'params["W2"].T @ dz2',
            'np.ones_like(params["W2"]).T @ dz2',
            "Two hidden units with different weights in W2: does the loss feel both in the same way?",
        ),
        Misconception(
            "hidden-factor-extra",
            "backward",
            'params["W2"].T @ dz2',
            'params["W2"].T @ dz2 * cache["a1"]',
            "By what does z2 move when one entry of a1 moves a little? Does that depend on the entry itself?",
        ),
        Misconception(
            "penalty-not-in-loss",
            "backward",
            '    dW2 = dz2 @ cache["a1"].T\n    db2 = float(np.sum(dz2))\n    da1 = params["W2"].T @ dz2\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True)\n",
            '    dW2 = dz2 @ cache["a1"].T + params["W2"] / m\n    db2 = float(np.sum(dz2))\n'
            '    da1 = params["W2"].T @ dz2\n    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n'
            '    dW1 = dz1 @ x.T + params["W1"] / m\n    db1 = np.sum(dz1, axis=1, keepdims=True)\n',
            "Does the loss here punish large weights? Only what is in the loss has a gradient.",
        ),
        Misconception(
            "last-example-dropped",
            "backward",
            '    dW2 = dz2 @ cache["a1"].T\n    db2 = float(np.sum(dz2))\n    da1 = params["W2"].T @ dz2\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True)\n",
            '    dW2 = dz2[:, :-1] @ cache["a1"][:, :-1].T\n    db2 = float(np.sum(dz2[:, :-1]))\n'
            '    da1 = params["W2"].T @ dz2\n    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n'
            "    dW1 = dz1[:, :-1] @ x[:, :-1].T\n    db1 = np.sum(dz1[:, :-1], axis=1, keepdims=True)\n",
            "Does every example have its part in the gradient? Look at both ends.",
        ),
        Misconception(
            "last-example-only",
            "backward",
            '    dW2 = dz2 @ cache["a1"].T\n    db2 = float(np.sum(dz2))\n    da1 = params["W2"].T @ dz2\n'
            '    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n    dW1 = dz1 @ x.T\n'
            "    db1 = np.sum(dz1, axis=1, keepdims=True)\n",
            '    dW2 = dz2[:, -1:] @ cache["a1"][:, -1:].T\n    db2 = float(np.sum(dz2[:, -1:]))\n'
            '    da1 = params["W2"].T @ dz2\n    dz1 = da1 * cache["a1"] * (1 - cache["a1"])\n'
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
            "The 1/m is already inside dz2. How often does it appear in db1?",
        ),
        Misconception(
            "mean-in-bias",
            "backward",
            "np.sum(dz2)",
            "np.mean(dz2)",
            "The 1/m is already inside dz2. How often does it appear in db2?",
        ),
        Misconception(
            "bias-over-wrong-axis",
            "backward",
            "np.sum(dz1, axis=1, keepdims=True)",
            "np.sum(dz1, axis=0, keepdims=True)",
            "Which axis holds the hidden units, and which the examples? One bias belongs to a unit and serves all "
            "examples.",
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
            "float(np.sum(dz2))",
            "dz2",
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
            "np.sum(dz2)",
            "np.sum(dW2)",
            "How much does z2 move when b2 moves a little? Does that depend on a1?",
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
            "float(np.sum(dz2))",
            "1.0",
            "z2 moves as much as b2 does, but how much does the loss move?",
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
            "float(np.sum(dz2))",
            "0.0",
            "Is the loss really the same whatever b2 is?",
        ),
        Misconception(
            "pre-activation-for-activation",
            "backward",
            'dz2 @ cache["a1"].T',
            'dz2 @ cache["z1"].T',
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
            'params["W2"].T @ dz2',
            'params["W2"].T @ dz2 * cache["a1"] * (1 - cache["a1"])',
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
            "You have dz1. Which gradient stands directly after the first layer: this one, or the one behind the "
            "activation?",
        ),
        Misconception(
            "slope-at-output",
            "backward",
            'da1 * cache["a1"] * (1 - cache["a1"])',
            'da1 * cache["y_hat"] * (1 - cache["y_hat"])',
            "There are two sigmoids in this network. Through which of them does the gradient go here?",
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
            "When the gradient goes back through the second layer, which W2 should it meet: the old one or the new "
            "one?",
        ),
    ),
    written=(Written("derive_dW1", "Derive dW1 on paper, and explain its shape", points=2.0),),
)
