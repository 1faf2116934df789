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
# # Three layers with ReLU, dropout and L2
#
# A large network can learn its examples by heart. Two remedies are used everywhere:
#
# - **Dropout**: in every step of training, a random choice of units is switched off, so that no unit can rely on another
#   one. The units that are kept are made larger by $1/keep$: then a layer has the same size on average, and nothing has
#   to be changed in a test.
# - **L2**: large weights cost something. The loss gets a penalty of $\frac{\lambda}{2m}$ times the sum of all squared
#   weights; biases cost nothing.
#
# $$z_1 = W_1 x + b_1 \qquad h_1 = \frac{mask_1}{keep} \cdot \max(z_1, 0) \qquad z_2 = W_2 h_1 + b_2 \qquad
# h_2 = \frac{mask_2}{keep} \cdot \max(z_2, 0) \qquad z_3 = W_3 h_2 + b_3 \qquad \hat y = \sigma(z_3)$$
#
# $$L = -\frac{1}{m} \sum_{i=1}^{m} \Big[ y^{(i)} \ln \hat y^{(i)} + (1 - y^{(i)}) \ln (1 - \hat y^{(i)}) \Big] +
# \frac{\lambda}{2m} \Big( \sum W_1^2 + \sum W_2^2 + \sum W_3^2 \Big)$$
#
# As everywhere in this course, **columns are examples**.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x`, `y` | (n, m), (1, m) | inputs, and targets of 0 or 1 |
# | `W1`, `b1` | (p, n), (p, 1) | first layer, in the dict `params` |
# | `W2`, `b2` | (q, p), (q, 1) | second layer, in `params` |
# | `W3`, `b3` | (1, q), (1, 1) | third layer, in `params` |
# | `masks` | (p, m), (q, m) | a dict of `"mask1"` and `"mask2"`: 1 where a unit is kept, 0 where it is switched off |
# | `keep`, `lam` | numbers | share of units that are kept; strength $\lambda$ of the penalty |
#
# **Example.** With `keep` = 0.5, units of 2, 0 and 3 and the mask 1, 1, 0 become 4, 0 and 0.

# %%
import numpy as np

# %% [markdown]
# ## 1. Forward pass


# %%
def forward(x, params, masks, keep):
    """Compute all values of the network.

    x: (n, m). params: {"W1": (p, n), "b1": (p, 1), "W2": (q, p), "b2": (q, 1), "W3": (1, q), "b3": (1, 1)}.
    masks: {"mask1": (p, m), "mask2": (q, m)}. Returns the cache {"z1": (p, m), "h1": (p, m), "z2": (q, m), "h2": (q, m),
    "z3": (1, m), "y_hat": (1, m)}.
    """
    z1 = params["W1"] @ x + params["b1"]
    h1 = masks["mask1"] / keep * np.maximum(z1, 0)
    z2 = params["W2"] @ h1 + params["b2"]
    h2 = masks["mask2"] / keep * np.maximum(z2, 0)
    z3 = params["W3"] @ h2 + params["b3"]
    y_hat = 1 / (1 + np.exp(-z3))
    return {"z1": z1, "h1": h1, "z2": z2, "h2": h2, "z3": z3, "y_hat": y_hat}


# %% [markdown]
# ## 2. Loss


# %%
def loss(y_hat, y, params, lam):
    """Mean cross-entropy of the predictions y_hat: (1, m) for y: (1, m), with the penalty: a number."""
    m = y.shape[1]
    fit = -np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)) / m
    penalty = lam / (2 * m) * (np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2) + np.sum(params["W3"] ** 2))
    return float(fit + penalty)


# %% [markdown]
# ## 3. Backward pass
#
# The weights reach the loss in two ways: through the predictions, and through the penalty. A unit that is switched off
# passes nothing on, and gets nothing back.


# %%
def backward(x, y, params, cache, masks, keep, lam):
    """Compute the gradients of the loss, penalty included.

    x: (n, m). y: (1, m). The rest is as above. Returns {"dz3": (1, m), "dW3": (1, q), "db3": (1, 1), "dh2": (q, m),
    "dz2": (q, m), "dW2": (q, p), "db2": (q, 1), "dh1": (p, m), "dz1": (p, m), "dW1": (p, n), "db1": (p, 1)}.
    """
    m = x.shape[1]
    dz3 = (cache["y_hat"] - y) / m
    dW3 = dz3 @ cache["h2"].T + lam / m * params["W3"]
    db3 = np.sum(dz3, axis=1, keepdims=True)
    dh2 = params["W3"].T @ dz3
    dz2 = dh2 * masks["mask2"] / keep * (cache["z2"] > 0)
    dW2 = dz2 @ cache["h1"].T + lam / m * params["W2"]
    db2 = np.sum(dz2, axis=1, keepdims=True)
    dh1 = params["W2"].T @ dz2
    dz1 = dh1 * masks["mask1"] / keep * (cache["z1"] > 0)
    dW1 = dz1 @ x.T + lam / m * params["W1"]
    db1 = np.sum(dz1, axis=1, keepdims=True)
    grads = {"dz3": dz3, "dW3": dW3, "db3": db3, "dh2": dh2, "dz2": dz2, "dW2": dW2, "db2": db2}
    return {**grads, "dh1": dh1, "dz1": dz1, "dW1": dW1, "db1": db1}


# %% [markdown]
# ## 4. Training
#
# Every step has masks of its own. The loss of a step is taken with the masks of that step, before the parameters change.


# %%
def train(x, y, params, masks, keep, lam, lr):
    """Take one step of gradient descent for each of the masks.

    masks: a list of one dict of masks for each step. Returns (params, losses): the new parameters, and a list in which
    losses[i] is the loss before step i.
    """
    losses = []
    for mask in masks:
        cache = forward(x, params, mask, keep)
        losses.append(loss(cache["y_hat"], y, params, lam))
        grads = backward(x, y, params, cache, mask, keep, lam)
        params = {name: value - lr * grads["d" + name] for name, value in params.items()}
    return params, losses


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.forms import Array, Fields, Like, Number, Parts, Series
from autograder.declare.problem import Call, Case, Function, Misconception, Problem, Question
from autograder.declare.roles import Network, Roles

SHAPES = {
    "W1": ("p", "n"),
    "b1": ("p", 1),
    "W2": ("q", "p"),
    "b2": ("q", 1),
    "W3": (1, "q"),
    "b3": (1, 1),
}
CACHE = {
    "z1": ("p", "m"),
    "h1": ("p", "m"),
    "z2": ("q", "m"),
    "h2": ("q", "m"),
    "z3": (1, "m"),
    "y_hat": (1, "m"),
}
GRADS = {f"d{name}": {**SHAPES, **CACHE}[name] for name in "z3 W3 b3 h2 z2 W2 b2 h1 z1 W1 b1".split()}
LR, KEEP, LAM = 0.5, 0.7, 0.9


def fields(of):
    return Fields(tuple(Array(name, shape) for name, shape in of.items()))


def draw_inputs(rng, sizes):
    def of(*shape):
        return draw.normal(rng, *(sizes.get(d, d) for d in shape))

    def masks(name):
        drawn = (rng.random(of("p" if name == "mask1" else "q", "m").shape) < KEEP) * 1.0
        drawn[:, 0] = 1.0  # every unit is kept somewhere
        return drawn

    x, y = of("n", "m"), (np.arange(sizes["m"]) % 2 * 1.0).reshape(1, -1)
    params = {name: of(*shape) * 0.7 for name, shape in SHAPES.items()}
    return x, y, params, {name: masks(name) for name in ("mask1", "mask2")}


def tame(given):
    """No unit is near its kink, each is active somewhere, and the bias gradient does not cancel."""
    x, y, params, masks = given
    cache = forward(x, params, masks, KEEP)
    sums = [cache["z1"], cache["z2"]]
    active = all((h > 0).any(axis=1).all() for h in (cache["h1"], cache["h2"]))
    return active and min(np.abs(z).min() for z in sums) > 0.02 and draw.unbalanced(cache["y_hat"] - y)


def one_case(rng, steps, *earlier):
    sizes = draw.sizes(rng, *earlier, n=(2, 4), m=(6, 9), p=(3, 5), q=(2, 5))

    def inputs():
        return draw.until(lambda: draw_inputs(rng, sizes), tame)

    x, y, params, masks = inputs()
    asked_x, _, asked_params, asked_masks = inputs()
    judged_x, judged_y, judged_params, judged_masks = inputs()
    train_x, train_y, train_params, first = inputs()
    calls = (
        Call("forward", (asked_x, asked_params, asked_masks, KEEP)),
        Call("loss", (forward(judged_x, judged_params, judged_masks, KEEP)["y_hat"], judged_y, judged_params, LAM)),
        Call("backward", (x, y, params, forward(x, params, masks, KEEP), masks, KEEP, LAM)),
        Call(
            "train",
            (
                train_x,
                train_y,
                train_params,
                [first, *(draw_inputs(rng, sizes)[3] for _ in range(steps - 1))],
                KEEP,
                LAM,
                LR,
            ),
        ),
    )
    return Case({**sizes, "steps": steps}, calls)


def cases(rng):
    first = one_case(rng, 3)
    return (first, one_case(rng, 2, {name: size for name, size in first.sizes.items() if name != "steps"}))


def trained(x, y, params, masks, keep, lam, lr):
    for mask in masks:
        (cache,) = yield [("forward", x, params, mask, keep)]
        (grads,) = yield [("backward", x, y, params, cache, mask, keep, lam)]
        params = {name: value - lr * grads["d" + name] for name, value in params.items()}
    return params


def losses_on_the_way(x, y, params, masks, keep, lam, lr):
    later = yield [("train", x, y, params, masks[:done], keep, lam, lr) for done in range(1, len(masks))]
    visited = [params, *(one["params"] for one in later)]
    caches = yield [("forward", x, at, mask, keep) for at, mask in zip(visited, masks, strict=True)]
    losses = yield [("loss", cache["y_hat"], y, at, lam) for cache, at in zip(caches, visited, strict=True)]
    return losses


MISTAKES = """
# forward
kept-units-not-enlarged
    How large is a layer on average, with and without dropout?
    masks["mask1"] / keep -> masks["mask1"]
second-dropout-forgotten
    Which layers have a mask?
    masks["mask2"] / keep * np.maximum(z2, 0) -> np.maximum(z2, 0)
dropout-before-relu
    Is h1 the layer before its units are switched off, or after that?
    h1 = masks["mask1"] / keep * np.maximum(z1, 0); z2 = params["W2"] @ h1 + params["b2"] -> h1 = np.maximum(z1, 0); z2 = params["W2"] @ (masks["mask1"] * h1) + params["b2"]
relu-forgotten
    Which values can a unit behind a ReLU have?
    np.maximum(z1, 0) -> z1

# loss
sum-for-mean
    Would the first part of your loss grow if every example were there twice? Should it?
    -np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)) / m -> -np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
penalty-not-halved
    Which factor makes the derivative of a square simple?
    2 * m -> m
last-layer-not-penalised
    Which layers have weights?
    np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2) + np.sum(params["W3"] ** 2) -> np.sum(params["W1"] ** 2) + np.sum(params["W2"] ** 2)
penalty-forgotten
    What do large weights cost?
    fit + penalty -> fit
penalty-not-over-examples
    By what is the penalty divided besides the 2?
    2 * m -> 2

# backward
missing-mean
    The loss is a mean. What does that do to its derivative?
    (cache["y_hat"] - y) / m -> cache["y_hat"] - y
penalty-forgotten
    Does the loss depend on the weights through the predictions alone?
    dz2 @ cache["h1"].T + lam / m * params["W2"] -> dz2 @ cache["h1"].T
penalty-doubled
    The penalty holds a half. What is it for?
    lam / m * params["W3"] -> 2 * lam / m * params["W3"]
bias-penalised
    Do biases cost anything?
    np.sum(dz2, axis=1, keepdims=True) -> np.sum(dz2, axis=1, keepdims=True) + lam / m * params["b2"]
mask-forgotten
    Does a unit that was switched off get a gradient?
    dh1 * masks["mask1"] / keep -> dh1
kept-units-not-enlarged
    How much does h2 change when z2 grows by a little?
    dh2 * masks["mask2"] / keep -> dh2 * masks["mask2"]
relu-slope-missing
    What is the slope of a ReLU where its input is negative?
    dh1 * masks["mask1"] / keep * (cache["z1"] > 0) -> dh1 * masks["mask1"] / keep

# train
uphill
    The gradient points to where the loss grows. Which way do we want to go?
    value - lr * grads["d" + name] -> value + lr * grads["d" + name]
loss-after-the-step
    Is losses[0] the loss before the first step, or after it?
    losses.append(loss(cache["y_hat"], y, params, lam)); grads = backward(x, y, params, cache, mask, keep, lam); params = {name: value - lr * grads["d" + name] for name, value in params.items()} -> grads = backward(x, y, params, cache, mask, keep, lam); params = {name: value - lr * grads["d" + name] for name, value in params.items()}; losses.append(loss(forward(x, params, mask, keep)["y_hat"], y, params, lam))
"""

PROBLEM = Problem(
    name="dropout_network",
    title="Three layers with ReLU, dropout and L2",
    functions=(
        Function("forward", ("x", "params", "masks", "keep"), fields(CACHE)),
        Function("loss", ("y_hat", "y", "params", "lam"), Number("loss")),
        Function(
            "backward",
            ("x", "y", "params", "cache", "masks", "keep", "lam"),
            fields(GRADS),
            {"cache": ("forward", ("x", "params", "masks", "keep"))},
        ),
        Function(
            "train",
            ("x", "y", "params", "masks", "keep", "lam", "lr"),
            Parts((Like("params", "params", change=True), Series("losses", "steps"))),
        ),
    ),
    questions=(
        *(Question(f"forward.{name}") for name in CACHE),
        Question("loss"),
        *(Question(f"backward.{name}", points=0.5) for name in GRADS),
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
            gradients={name: name[1:] for name in GRADS},
        )
    ),
    cases=cases,
    rules={
        "forward.z1": lambda W1, x, b1: W1 @ x + b1,
        "forward.h1": lambda mask1, keep, z1: mask1 / keep * np.maximum(z1, 0),
        "forward.z2": lambda W2, h1, b2: W2 @ h1 + b2,
        "forward.h2": lambda mask2, keep, z2: mask2 / keep * np.maximum(z2, 0),
        "forward.z3": lambda W3, h2, b3: W3 @ h2 + b3,
        "forward.y_hat": lambda z3: 1 / (1 + np.exp(-z3)),
        "backward.dz3": lambda y_hat, y: (y_hat - y) / y.shape[1],
        "backward.dW3": lambda dz3, h2, lam, W3, y: dz3 @ h2.T + lam / y.shape[1] * W3,
        "backward.db3": lambda dz3: np.sum(dz3, axis=1, keepdims=True),
        "backward.dh2": lambda dz3, W3: W3.T @ dz3,
        "backward.dz2": lambda dh2, mask2, keep, z2: dh2 * mask2 / keep * (z2 > 0),
        "backward.dW2": lambda dz2, h1, lam, W2, y: dz2 @ h1.T + lam / y.shape[1] * W2,
        "backward.db2": lambda dz2: np.sum(dz2, axis=1, keepdims=True),
        "backward.dh1": lambda dz2, W2: W2.T @ dz2,
        "backward.dz1": lambda dh1, mask1, keep, z1: dh1 * mask1 / keep * (z1 > 0),
        "backward.dW1": lambda dz1, x, lam, W1, y: dz1 @ x.T + lam / y.shape[1] * W1,
        "backward.db1": lambda dz1: np.sum(dz1, axis=1, keepdims=True),
        "train.params": trained,
        "train.losses": losses_on_the_way,
    },
    vocabulary=(MISTAKES,),
    misconceptions=(
        Misconception(
            "first-mask-in-every-step",
            "train",
            "        cache = forward(",
            "        mask = masks[0]\n        cache = forward(",
            "Which units are switched off in the second step?",
        ),
    ),
)
