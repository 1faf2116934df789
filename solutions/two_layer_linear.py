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
# Follow one entry of $W_1$, the weight from feature $j$ to hidden unit $i$, forward to the loss: which values does it
# change on its way? Derive $\partial L / \partial W_1$ along this path. Then explain with the shapes of its factors why
# `dW1` is (k, n), and which axis has been summed away.

# %% [markdown] tags=["solution"]
# **What a good answer says.** The entry $(i, j)$ changes $h_i$ of every example by $x_j$ of that example, $h_i$ changes
# the prediction of the same example by $W_{2,i}$, and the prediction changes the loss by $\frac2m (\hat y - y)$.
# Multiplied and summed over the examples:
# $\partial L / \partial W_{1,ij} = \sum_e W_{2,i} \cdot \frac2m (\hat y^{(e)} - y^{(e)}) \cdot x_j^{(e)}$. As arrays:
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
from autograder.declare import draw, network
from autograder.declare.derive import derive
from autograder.declare.draw import number
from autograder.declare.problem import Check, Misconception, Written


def arrives(x, y, params, lr, steps):
    """The reference leaves at most 1e-4 of the gap to the least-squares optimum; ten times as much is still accepted."""
    trained, losses = train(x, y, params, lr, steps)
    design = np.vstack([x, np.ones((1, x.shape[1]))])
    weights = np.linalg.lstsq(design.T, y.T, rcond=None)[0]
    best = loss(weights.T @ design, y)
    return loss(forward(x, trained)["y_hat"], y) - best <= 1e-4 * (losses[0] - best)


TRAINING = network.Training(
    {"n": 3, "k": 4, "m": 40},
    lambda x: 0.3 * network.least_squares_lr(x),
    60,
    Check.LEAST_SQUARES,
    accept=arrives,
    once=True,
)


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
    training=TRAINING,
    misconceptions=(
        Misconception(
            "bias-left-out",
            "forward",
            ' + params["b1"]',
            "",
            "What does a hidden unit hold where every feature is zero?",
        ),
        Misconception(
            "bias-left-out",
            "forward",
            ' + params["b2"]',
            "",
            "What does the network predict where every hidden unit is zero?",
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
            'y_hat = params["W2"] @ h + params["b2"]',
            'y_hat = 1 / (1 + np.exp(-(params["W2"] @ h + params["b2"])))',
            "A regression may predict any real number. Should anything squash the output?",
        ),
        Misconception(
            "activation-on-hidden",
            "forward",
            'h = params["W1"] @ x + params["b1"]',
            'h = 1 / (1 + np.exp(-(params["W1"] @ x + params["b1"])))',
            "This network is linear from end to end. Does anything bend the hidden values?",
        ),
        Misconception(
            "activation-on-hidden",
            "forward",
            'h = params["W1"] @ x + params["b1"]',
            'h = np.maximum(params["W1"] @ x + params["b1"], 0)',
            "This network is linear from end to end. May a hidden value be negative?",
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
            'params["W2"] @ h',
            'params["W2"][:, :2] @ h[:2]',
            "Your prediction uses two hidden units only. How many are there in h?",
        ),
        Misconception(
            "elementwise-for-matrix-product",
            "forward",
            'params["W2"] @ h',
            'params["W2"].T * h',
            "The weighted hidden units of an example should become one number. Where are they added up?",
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
            '    dW2 = dy_hat @ cache["h"].T\n    db2 = float(np.sum(dy_hat))\n    dh = params["W2"].T @ dy_hat\n'
            "    dW1 = dh @ x.T\n    db1 = np.sum(dh, axis=1, keepdims=True)\n",
            '    dW2 = dy_hat @ cache["h"].T / m\n    db2 = float(np.sum(dy_hat)) / m\n'
            '    dh = params["W2"].T @ dy_hat\n    dW1 = dh @ x.T / m\n'
            "    db1 = np.sum(dh, axis=1, keepdims=True) / m\n",
            "The 1/m is already inside dy_hat. How often does it appear in the gradients of the parameters?",
        ),
        Misconception(
            "mean-only-at-parameters",
            "backward",
            ' / m\n    dW2 = dy_hat @ cache["h"].T\n    db2 = float(np.sum(dy_hat))\n'
            '    dh = params["W2"].T @ dy_hat\n    dW1 = dh @ x.T\n    db1 = np.sum(dh, axis=1, keepdims=True)\n',
            '\n    dW2 = dy_hat @ cache["h"].T / m\n    db2 = float(np.sum(dy_hat)) / m\n'
            '    dh = params["W2"].T @ dy_hat\n    dW1 = dh @ x.T / m\n'
            "    db1 = np.sum(dh, axis=1, keepdims=True) / m\n",
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
            "input-for-activation",
            "backward",
            'dy_hat @ cache["h"].T',
            "dy_hat @ x.T",
            "What goes into the second layer: x, or h?",
        ),
        Misconception(
            "input-factor-missing",
            "backward",
            'dy_hat @ cache["h"].T',
            'dy_hat @ np.ones_like(cache["h"]).T',
            "How much does a prediction move when one weight of the second layer moves a little? On what does that depend?",
        ),
        Misconception(
            "input-factor-missing",
            "backward",
            "dh @ x.T",
            "dh @ np.ones_like(x).T",
            "How much does a hidden unit move when one of its weights moves a little? On what does that depend?",
        ),
        Misconception(
            "activation-for-input",
            "backward",
            "dh @ x.T",
            'dh @ cache["h"].T',
            "What goes into the first layer: x, or h?",
        ),
        Misconception(
            "transposed-gradient",
            "backward",
            'dy_hat @ cache["h"].T',
            'cache["h"] @ dy_hat.T',
            "A gradient has the shape of the thing it belongs to. Which shape has W2?",
        ),
        Misconception(
            "transposed-gradient",
            "backward",
            "dh @ x.T",
            "x @ dh.T",
            "A gradient has the shape of the thing it belongs to. Which shape has W1?",
        ),
        Misconception(
            "elementwise-for-matrix-product",
            "backward",
            'dy_hat @ cache["h"].T',
            'dy_hat * cache["h"]',
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
            'params["W2"].T @ dy_hat * cache["h"]',
            "By what does the output move when one entry of h moves a little? Does that depend on the entry itself?",
        ),
        Misconception(
            "penalty-not-in-loss",
            "backward",
            '    dW2 = dy_hat @ cache["h"].T\n    db2 = float(np.sum(dy_hat))\n    dh = params["W2"].T @ dy_hat\n'
            "    dW1 = dh @ x.T\n    db1 = np.sum(dh, axis=1, keepdims=True)\n",
            '    dW2 = dy_hat @ cache["h"].T + params["W2"] / m\n    db2 = float(np.sum(dy_hat))\n'
            '    dh = params["W2"].T @ dy_hat\n    dW1 = dh @ x.T + params["W1"] / m\n'
            "    db1 = np.sum(dh, axis=1, keepdims=True)\n",
            "Does the loss here punish large weights? Only what is in the loss has a gradient.",
        ),
        Misconception(
            "last-example-dropped",
            "backward",
            '    dW2 = dy_hat @ cache["h"].T\n    db2 = float(np.sum(dy_hat))\n    dh = params["W2"].T @ dy_hat\n'
            "    dW1 = dh @ x.T\n    db1 = np.sum(dh, axis=1, keepdims=True)\n",
            '    dW2 = dy_hat[:, :-1] @ cache["h"][:, :-1].T\n    db2 = float(np.sum(dy_hat[:, :-1]))\n'
            '    dh = params["W2"].T @ dy_hat\n    dW1 = dh[:, :-1] @ x[:, :-1].T\n'
            "    db1 = np.sum(dh[:, :-1], axis=1, keepdims=True)\n",
            "Does every example have its part in the gradient? Look at both ends.",
        ),
        Misconception(
            "last-example-only",
            "backward",
            '    dW2 = dy_hat @ cache["h"].T\n    db2 = float(np.sum(dy_hat))\n    dh = params["W2"].T @ dy_hat\n'
            "    dW1 = dh @ x.T\n    db1 = np.sum(dh, axis=1, keepdims=True)\n",
            '    dW2 = dy_hat[:, -1:] @ cache["h"][:, -1:].T\n    db2 = float(np.sum(dy_hat[:, -1:]))\n'
            '    dh = params["W2"].T @ dy_hat\n    dW1 = dh[:, -1:] @ x[:, -1:].T\n'
            "    db1 = np.sum(dh[:, -1:], axis=1, keepdims=True)\n",
            "A loop over the examples: does each turn add to the gradient, or replace what was there?",
        ),
        Misconception(
            "features-hard-coded",
            "backward",
            "dh @ x.T",
            "dh @ x[:2].T",
            "Your dW1 has two columns only. How many features are there in x?",
        ),
        Misconception(
            "mean-in-bias",
            "backward",
            "np.sum(dh, axis=1, keepdims=True)",
            "np.mean(dh, axis=1, keepdims=True)",
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
            "np.sum(dh, axis=1, keepdims=True)",
            "np.sum(dh, axis=0, keepdims=True)",
            "Which axis holds the hidden units, and which the examples? One bias belongs to a unit and serves all examples.",
        ),
        Misconception(
            "bias-axis-missing",
            "backward",
            "np.sum(dh, axis=1, keepdims=True)",
            "np.sum(dh) * np.ones((dh.shape[0], 1))",
            "Every hidden unit has a bias of its own. Over what do you sum?",
        ),
        Misconception(
            "bias-summed-to-number",
            "backward",
            "np.sum(dh, axis=1, keepdims=True)",
            "np.sum(dh)",
            "Every hidden unit has a bias of its own. Over what do you sum?",
        ),
        Misconception(
            "bias-flattened",
            "backward",
            "np.sum(dh, axis=1, keepdims=True)",
            "np.sum(dh, axis=1)",
            "The values are right. What does summing over an axis do to the shape?",
        ),
        Misconception(
            "bias-not-summed",
            "backward",
            "np.sum(dh, axis=1, keepdims=True)",
            "dh",
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
            "np.sum(dh, axis=1, keepdims=True)",
            "np.sum(dW1, axis=1, keepdims=True)",
            "How much does a hidden unit move when its bias moves a little? Does that depend on x?",
        ),
        Misconception(
            "input-factor-in-bias",
            "backward",
            "np.sum(dy_hat)",
            "np.sum(dW2)",
            "How much does a prediction move when b2 moves a little? Does that depend on h?",
        ),
        Misconception(
            "bias-gradient-constant",
            "backward",
            "np.sum(dh, axis=1, keepdims=True)",
            "np.ones((dh.shape[0], 1))",
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
            "np.sum(dh, axis=1, keepdims=True)",
            "np.zeros((dh.shape[0], 1))",
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
            "slope-of-no-activation",
            "backward",
            'params["W2"].T @ dy_hat',
            'params["W2"].T @ dy_hat * cache["h"] * (1 - cache["h"])',
            "Is there an activation in the hidden layer here? What is its slope?",
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
    written=(Written("derive_dW1", "Derive dW1 on paper, and explain its shape", points=2.0),),
)
