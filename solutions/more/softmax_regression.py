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
# # Softmax regression with mini-batches
#
# Logistic regression answers a question with two answers. With $k$ classes, every class gets a score, and the softmax
# function turns the scores of an example into probabilities:
#
# $$z = W x + b \qquad\qquad \hat y_c = \frac{e^{z_c}}{\sum_{j=1}^{k} e^{z_j}} \qquad\qquad
# L = -\frac{1}{m} \sum_{i=1}^{m} \sum_{c=1}^{k} y_c^{(i)} \ln \hat y_c^{(i)}$$
#
# As everywhere in this course, **columns are examples**: $m$ examples, $n$ features, $k$ classes. The targets are
# *one-hot*: each column of `y` has a single 1, in the row of the example's class.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x` | (n, m) | the inputs |
# | `y` | (k, m) | the targets, one-hot |
# | `W`, `b` | (k, n), (k, 1) | weights and biases, held in the dict `params` |
# | `z`, `y_hat` | (k, m) | scores and predicted probabilities |
#
# **Example.** Scores of 1, 2 and 1 give $e^1 = 2.72$, $e^2 = 7.39$ and $e^1 = 2.72$, which add up to 12.83. The
# probabilities are $0.21$, $0.58$ and $0.21$. If the second class is right, the loss of this example is
# $-\ln 0.58 = 0.55$.

# %%
import numpy as np

# %% [markdown]
# ## 1. Forward pass
#
# Each example has its own sum below the fraction line. The largest score may be subtracted from all scores of an example
# first: that changes no probability, and no power overflows.


# %%
def forward(x, params):
    """Compute scores and probabilities.

    x: (n, m). params: {"W": (k, n), "b": (k, 1)}. Returns the cache {"z": (k, m), "y_hat": (k, m)}.
    """
    z = params["W"] @ x + params["b"]
    powers = np.exp(z - np.max(z, axis=0, keepdims=True))
    y_hat = powers / np.sum(powers, axis=0, keepdims=True)
    return {"z": z, "y_hat": y_hat}


# %% [markdown]
# ## 2. Loss


# %%
def loss(y_hat, y):
    """Mean cross-entropy of the predictions y_hat (k, m) for the one-hot targets y (k, m): a number."""
    return float(-np.sum(y * np.log(y_hat)) / y.shape[1])


# %% [markdown]
# ## 3. Backward pass
#
# Take softmax and cross-entropy together: their derivative by `z` is much simpler than either alone. Every gradient is a
# derivative of the *loss*, with its $1/m$ inside.


# %%
def backward(x, y, params, cache):
    """Compute the gradients of the loss.

    x: (n, m). y: (k, m). params and cache as above. Returns {"dz": (k, m), "dW": (k, n), "db": (k, 1)}.
    """
    m = x.shape[1]
    dz = (cache["y_hat"] - y) / m
    dW = dz @ x.T
    db = np.sum(dz, axis=1, keepdims=True)
    return {"dz": dz, "dW": dW, "db": db}


# %% [markdown]
# ## 4. Gradient descent with mini-batches
#
# The batches are the columns in their order: the first `batch_size` of them, then the next, and so on. The last batch may
# be smaller. The gradient of a step is the mean over the examples of its batch.


# %%
def train(x, y, params, lr, epochs, batch_size):
    """Train with batches of examples, and watch the loss.

    Returns (params, losses): the new parameters, and a list in which losses[e] is the loss of all examples before
    epoch e.
    """
    losses = []
    for _ in range(epochs):
        losses.append(loss(forward(x, params)["y_hat"], y))
        for start in range(0, x.shape[1], batch_size):
            xb, yb = x[:, start : start + batch_size], y[:, start : start + batch_size]
            grads = backward(xb, yb, params, forward(xb, params))
            params = {name: params[name] - lr * grads["d" + name] for name in params}
    return params, losses


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derived_rules import DerivedRules
from autograder.declare.forms import Array, Fields, Like, Number, Parts, Series
from autograder.declare.problem import Call, Case, Function, Problem, Question
from autograder.declare.roles import Network, Roles

LR = 0.1
EPOCHS = (3, 2)


def draw_inputs(rng, sizes):
    n, m, k = sizes["n"], sizes["m"], sizes["k"]
    classes = rng.permutation(np.arange(m) % k)  # each class occurs
    params = {"W": draw.normal(rng, k, n), "b": draw.normal(rng, k, 1)}
    return draw.normal(rng, n, m), np.eye(k)[:, classes], params


def one_case(rng, epochs, *earlier):
    sizes = draw.sizes(rng, *earlier, n=(4, 6), m=(8, 13), k=(3, 5))
    batch_size = sizes["m"] // 2 - 1  # the last of three batches is smaller
    x, y, params = draw_inputs(rng, sizes)
    asked_x, _, asked_params = draw_inputs(rng, sizes)
    judged_x, judged_y, judged_params = draw_inputs(rng, sizes)
    calls = (
        Call("forward", (asked_x, asked_params)),
        Call("loss", (forward(judged_x, judged_params)["y_hat"], judged_y)),
        Call("backward", (x, y, params, forward(x, params))),
        Call("train", (*draw_inputs(rng, sizes), LR, epochs, batch_size)),
    )
    return Case({**sizes, "epochs": epochs}, calls)


def cases(rng):
    first = one_case(rng, EPOCHS[0])
    sizes = {name: size for name, size in first.sizes.items() if name != "epochs"}
    return (first, one_case(rng, EPOCHS[1], sizes))


def train_params(x, y, params, lr, epochs, batch_size):
    for _ in range(epochs):
        for start in range(0, x.shape[1], batch_size):
            xb, yb = x[:, start : start + batch_size], y[:, start : start + batch_size]
            (cache,) = yield [("forward", xb, params)]
            (grads,) = yield [("backward", xb, yb, params, cache)]
            params = {name: params[name] - lr * grads["d" + name] for name in params}
    return params


def train_losses(x, y, params, lr, epochs, batch_size):
    trained = yield [("train", x, y, params, lr, done, batch_size) for done in range(1, epochs)]
    caches = yield [("forward", x, visited) for visited in (params, *(one["params"] for one in trained))]
    losses = yield [("loss", cache["y_hat"], y) for cache in caches]
    return losses


MISTAKES = """
# forward
bias-left-out
    What do the scores look like where x is zero?
    params["W"] @ x + params["b"] -> params["W"] @ x
softmax-over-examples
    Which entries of y_hat should add up to 1?
    np.sum(powers, axis=0, keepdims=True) -> np.sum(powers, axis=1, keepdims=True)
softmax-over-everything
    Which entries of y_hat should add up to 1: those of one example, or all?
    np.sum(powers, axis=0, keepdims=True) -> np.sum(powers)
not-normalised
    Do the probabilities of an example add up to 1?
    powers / np.sum(powers, axis=0, keepdims=True) -> powers

# loss
sum-for-mean
    Would your loss grow if every example were there twice? Should it?
    -np.sum(y * np.log(y_hat)) / y.shape[1] -> -np.sum(y * np.log(y_hat))
mean-over-classes
    How many examples are there, and how many numbers are in y?
    y.shape[1] -> y.size
sign-flipped
    Is your loss positive? What is the sign of the logarithm of a probability?
    -np.sum(y * np.log(y_hat)) -> np.sum(y * np.log(y_hat))

# backward
missing-mean
    The loss is a mean. What does that do to its derivative?
    (cache["y_hat"] - y) / m -> cache["y_hat"] - y
residual-sign
    If a probability is too high, should its score go up or down?
    cache["y_hat"] - y -> y - cache["y_hat"]
mean-for-sum
    Is the 1/m of the loss in dz already?
    np.sum -> np.mean

# train
uphill
    The gradient points to where the loss grows. Which way do we want to go?
    params[name] - lr * grads["d" + name] -> params[name] + lr * grads["d" + name]
last-batch-dropped
    What happens to the examples that are left over where the batches do not fit?
    x.shape[1] -> x.shape[1] - batch_size + 1
gradients-of-all-data
    Which examples belong to this step?
    backward(xb, yb, params, forward(xb, params)) -> backward(x, y, params, forward(x, params))
loss-of-a-batch
    Over which examples is losses[e] taken?
    loss(forward(x, params)["y_hat"], y) -> loss(forward(x[:, :batch_size], params)["y_hat"], y[:, :batch_size])
"""

FUNCTIONS = (
    Function("forward", ("x", "params"), Fields((Array("z", ("k", "m")), Array("y_hat", ("k", "m"))))),
    Function("loss", ("y_hat", "y"), Number("loss")),
    Function(
        "backward",
        ("x", "y", "params", "cache"),
        Fields((Array("dz", ("k", "m")), Array("dW", ("k", "n")), Array("db", ("k", 1)))),
        {"cache": ("forward", ("x", "params"))},
    ),
    Function(
        "train",
        ("x", "y", "params", "lr", "epochs", "batch_size"),
        Parts((Like("params", "params", change=True), Series("losses", "epochs"))),
    ),
)

PROBLEM = Problem(
    name="softmax_regression",
    title="Softmax regression with mini-batches",
    functions=FUNCTIONS,
    questions=(
        Question("forward.z"),
        Question("forward.y_hat"),
        Question("loss"),
        Question("backward.dz"),
        Question("backward.dW"),
        Question("backward.db"),
        Question("train.params"),
        Question("train.losses"),
    ),
    roles=Roles(
        Network(
            forward="forward",
            loss="loss",
            backward="backward",
            x="x",
            y="y",
            params="params",
            cache="cache",
            y_hat="y_hat",
            gradients={"dz": "z", "dW": "W", "db": "b"},
        )
    ),
    cases=cases,
    rules=DerivedRules.of(
        FUNCTIONS,
        globals(),
        forward="forward",
        backward="backward",
        by_hand={"train.params": train_params, "train.losses": train_losses},
    ),
    vocabulary=(MISTAKES,),
)
