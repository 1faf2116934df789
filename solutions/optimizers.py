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
# # Optimizers
#
# Backpropagation says which way is downhill. An **optimizer** decides what step to take. We write five of them, each an
# answer to a weakness of the one before:
#
# | optimizer | the idea |
# | --- | --- |
# | gradient descent | step against the gradient |
# | momentum | step against an *average* of the recent gradients |
# | RMSprop | give every single parameter a step length of its own |
# | Adam | momentum and RMSprop together, with a correction for the first steps |
# | mini-batch gradient descent | do not wait for all examples before the next step |
#
# The parameters of a network are many arrays of many shapes. We hold them in a dict `params`, and their gradients in a
# dict `grads` with the same keys. An optimizer need not know which network they belong to: it treats every key alike.
#
# | symbol | type | meaning |
# | --- | --- | --- |
# | `params` | dict of arrays | the parameters, such as `W1` (k, n), `b1` (k, 1), `W2` (1, k), `b2` (1, 1) |
# | `grads` | dict of arrays | the same keys, each with the shape of its parameter |
# | `v`, `s` | dict | the optimizer's memory: the same keys and shapes, or `{}` before the first step |
# | `lr` | number | the learning rate $\alpha$ |
# | `beta`, `beta1`, `beta2` | numbers | how much is remembered, between 0 and 1 |
# | `eps` | number | a small $\varepsilon$ that keeps a division safe |
# | `t` | number | which step this is; the first is 1 |
#
# Every function returns *new* dicts; the ones that it was given stay as they are.

# %% [markdown]
# ## A worked example
#
# One parameter $p$ starts at 1. Three steps see the gradients $2$, $1$ and $-1$, with $\alpha = 0.1$,
# $\beta = \beta_1 = 0.9$, $\beta_2 = 0.999$ and $\varepsilon = 10^{-8}$. Where is $p$ after each step?
#
# | optimizer | after $g = 2$ | after $g = 1$ | after $g = -1$ |
# | --- | --- | --- | --- |
# | `gradient_descent` | 0.8 | 0.7 | 0.8 |
# | `momentum` | 0.98 | 0.952 | 0.9368 |
# | `rmsprop` | 0.6838 | 0.5363 | 0.6758 |
# | `adam` | 0.9 | 0.8068 | 0.7671 |
#
# At the third step the gradient has turned around. Which optimizers still go on, and why? Why is the first step of Adam
# as long as the learning rate, whatever the gradient is?
#
# **Four pitfalls.**
#
# 1. Which is updated first: the memory, or the parameter that uses it?
# 2. The first step has no memory: `{}` stands for zeros, and no key is in it yet.
# 3. Return new dicts, and leave those that you were given as they are: `params[key] -= ...` changes the caller's arrays.
# 4. The $\varepsilon$ could be inside the root or outside it. The formula has one of the two; they differ where $s$ is small.

# %%
import numpy as np

# %% [markdown]
# ## Gradient descent
#
# For every parameter $p$ with $g$ for its gradient $\partial L / \partial p$:
#
# $$p \leftarrow p - \alpha\, g$$


# %%
def gradient_descent(params, grads, lr):
    """One step of gradient descent.

    params, grads: dicts with the same keys, whose arrays have the same shapes. lr: the learning rate.
    Returns params: a new dict with the same keys and shapes.
    """
    return {key: params[key] - lr * grads[key] for key in params}


# %% [markdown]
# ## Momentum
#
# In a long narrow valley, the gradient points mostly across the valley: gradient descent zigzags. The steps across
# cancel when we average them, the steps along the valley add up. So we keep an **exponentially weighted average** of
# the gradients, the velocity $v$, and follow that:
#
# $$v \leftarrow \beta\, v + (1 - \beta)\, g \qquad\qquad p \leftarrow p - \alpha\, v$$
#
# A gradient that is $i$ steps old has the weight $(1-\beta)\,\beta^i$ in $v$. The weights fade, and $v$ averages over
# about $1/(1-\beta)$ steps: ten for $\beta = 0.9$. Before the first step there is no memory: `v` is `{}`, which stands
# for zeros.
#
# Some books leave the factor $(1-\beta)$ out. Their velocity is longer by $1/(1-\beta)$, and they take a smaller
# $\alpha$ for that. Here it belongs to the definition.


# %%
def momentum(params, grads, v, lr, beta):
    """One step of gradient descent with momentum.

    params, grads: dicts with the same keys and shapes. v: the velocity, likewise, or {} on the first step (zeros).
    Returns (params, v): two new dicts with the same keys and shapes.
    """
    new_params, new_v = {}, {}
    for key, grad in grads.items():
        new_v[key] = beta * v.get(key, 0.0) + (1 - beta) * grad
        new_params[key] = params[key] - lr * new_v[key]
    return new_params, new_v


# %% [markdown]
# ## RMSprop
#
# One learning rate for all parameters is too long for some and too short for others. RMSprop averages the *squares* of
# the gradients, entry by entry, and divides each entry by the root of that average: where gradients are large the step
# is damped, where they are small it is stretched.
#
# $$s \leftarrow \beta\, s + (1 - \beta)\, g^2 \qquad\qquad p \leftarrow p - \alpha\, \frac{g}{\sqrt{s} + \varepsilon}$$
#
# All operations are elementwise. The $\varepsilon$ keeps the quotient finite where $s$ is zero. Usually it is tiny,
# $10^{-8}$; the check takes a larger one, so that its place in the formula can be seen.


# %%
def rmsprop(params, grads, s, lr, beta, eps):
    """One step of RMSprop.

    params, grads: dicts with the same keys and shapes. s: the average of the squared gradients, likewise, or {} on
    the first step (zeros).
    Returns (params, s): two new dicts with the same keys and shapes.
    """
    new_params, new_s = {}, {}
    for key, grad in grads.items():
        new_s[key] = beta * s.get(key, 0.0) + (1 - beta) * grad**2
        new_params[key] = params[key] - lr * grad / (np.sqrt(new_s[key]) + eps)
    return new_params, new_s


# %% [markdown]
# ## Adam
#
# Adam keeps both memories, each with a $\beta$ of its own:
#
# $$v \leftarrow \beta_1\, v + (1 - \beta_1)\, g \qquad\qquad s \leftarrow \beta_2\, s + (1 - \beta_2)\, g^2$$
#
# Both start at zero, so for the first steps they are too small: after $t$ steps the weights of all gradients seen add
# up to $1 - \beta^t$, not to 1. Dividing by that sum makes them true averages again. This is the **bias correction**:
#
# $$\hat v = \frac{v}{1 - \beta_1^t} \qquad\qquad \hat s = \frac{s}{1 - \beta_2^t}$$
#
# $$p \leftarrow p - \alpha\, \frac{\hat v}{\sqrt{\hat s} + \varepsilon}$$
#
# Note what is handed on to the next step: $v$ and $s$, not $\hat v$ and $\hat s$. The number of the step comes as the
# argument `t`; whoever calls `adam` counts.


# %%
def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
    """One step of Adam.

    params, grads: dicts with the same keys and shapes. v, s: the averages of the gradients and of their squares,
    likewise, or {} on the first step (zeros). t: the number of this step, from 1.
    Returns (params, v, s): three new dicts with the same keys and shapes.
    """
    new_params, new_v, new_s = {}, {}, {}
    for key, grad in grads.items():
        new_v[key] = beta1 * v.get(key, 0.0) + (1 - beta1) * grad
        new_s[key] = beta2 * s.get(key, 0.0) + (1 - beta2) * grad**2
        v_hat = new_v[key] / (1 - beta1**t)
        s_hat = new_s[key] / (1 - beta2**t)
        new_params[key] = params[key] - lr * v_hat / (np.sqrt(s_hat) + eps)
    return new_params, new_v, new_s


# %% [markdown]
# ## Mini-batches
#
# With a million examples, one exact gradient costs a million forward and backward passes. The gradient over a few
# dozen examples, a **mini-batch**, is a good guess for far less. One **epoch** goes through all examples once:
#
# 1. Draw one random order of the examples with `rng.permutation(m)`. Draw it once: `x` and `y` belong together.
# 2. Cut the shuffled examples into consecutive slices of `batch_size` columns. Where `batch_size` does not divide $m$,
#    the last slice is smaller. No example is lost, none comes twice, no slice is empty.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x` | (n, m) | the inputs, one example per column |
# | `y` | (1, m) | the targets |
# | `x_batch`, `y_batch` | (n, batch_size), (1, batch_size) | one slice of both; the last may have fewer columns |
# | `rng` | a `numpy.random.Generator` | the source of chance |


# %%
def minibatches(x, y, batch_size, rng):
    """Shuffle the examples and cut them into batches.

    x: (n, m). y: (1, m). rng: a numpy Generator, asked for exactly one permutation(m).
    Returns a list of tuples (x_batch, y_batch) of shapes (n, batch_size) and (1, batch_size); the last may be smaller.
    """
    m = x.shape[1]
    order = rng.permutation(m)
    x, y = x[:, order], y[:, order]
    batches = []
    for start in range(0, m, batch_size):
        end = start + batch_size
        batches.append((x[:, start:end], y[:, start:end]))
    return batches


# %% [markdown]
# ## Mini-batch gradient descent
#
# Now use it to fit a linear model, as in multivariate regression:
#
# $$\hat y = w x + b \qquad\qquad L = \frac{1}{m} \sum_{i=1}^{m} \left(\hat y^{(i)} - y^{(i)}\right)^2$$
#
# In every epoch, call `minibatches` once and take one step of plain gradient descent for each batch. The gradient of a
# batch is that of the *mean* squared error over the examples of this batch.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `params` | `w` (1, n), `b` a number | weights and bias |
# | `losses` | `epochs` numbers | `losses[e]` is the loss over *all* examples before epoch `e` |


# %%
def minibatch_descent(x, y, params, lr, batch_size, epochs, rng):
    """Fit a linear model by mini-batch gradient descent.

    x: (n, m). y: (1, m). params: {"w": (1, n), "b": number}. rng: a numpy Generator, handed on to minibatches.
    Returns (params, losses): the new parameters, and a list with the loss over all examples before each epoch.
    """
    w, b = params["w"], params["b"]
    losses = []
    for _ in range(epochs):
        losses.append(float(np.mean((w @ x + b - y) ** 2)))
        for x_batch, y_batch in minibatches(x, y, batch_size, rng):
            dy_hat = 2 * (w @ x_batch + b - y_batch) / x_batch.shape[1]
            dw = dy_hat @ x_batch.T
            db = float(np.sum(dy_hat))
            w = w - lr * dw
            b = b - lr * db
    return {"w": w, "b": b}, losses


# %% [markdown]
# ## Look at it
#
# Four optimizers walk down the same long, narrow bowl from the same place, with the same number of steps. Which one
# swings from side to side, and which one keeps a memory of where it was going?

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# steepness = np.array([1.0, 25.0])  # the loss is steepness[0] * p[0]**2 / 2 + steepness[1] * p[1]**2 / 2
# paths = {}
# for name in ("gradient descent", "momentum", "RMSprop", "Adam"):
#     point, v, s = {"p": np.array([-4.0, 1.5])}, {}, {}
#     visited = [point["p"]]
#     for t in range(1, 41):
#         slope = {"p": steepness * point["p"]}
#         if name == "gradient descent":
#             point = gradient_descent(point, slope, 0.07)
#         elif name == "momentum":
#             point, v = momentum(point, slope, v, 0.07, 0.8)
#         elif name == "RMSprop":
#             point, s = rmsprop(point, slope, s, 0.2, 0.9, 1e-8)
#         else:
#             point, v, s = adam(point, slope, v, s, t, 0.3, 0.8, 0.9, 1e-8)
#         visited.append(point["p"])
#     paths[name] = np.array(visited)
#
# first, second = np.meshgrid(np.linspace(-5, 2, 100), np.linspace(-2, 2, 100))
# plt.contour(first, second, steepness[0] * first**2 / 2 + steepness[1] * second**2 / 2, levels=20, colors="0.8")
# for name, path in paths.items():
#     plt.plot(path[:, 0], path[:, 1], ".-", label=name)
# plt.plot(0, 0, "k*", markersize=12, label="lowest point")
# plt.legend()
# plt.show()


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.derive import questions
from autograder.declare.derived_rules import DerivedRules
from autograder.declare.draw import number, sizes, unbalanced, until
from autograder.declare.forms import Batches, Like, Parts, Series
from autograder.declare.optimizer_steps import step_questions, steps
from autograder.declare.problem import Call, Case, Function, InapplicableError, Problem
from autograder.declare.roles import Batching, Optimizer, Roles
from autograder.plain.evidence import Rng

LATER_STEPS = (3, 7)
"""t of the steps from a random state: 1 - beta**t is 1 - beta at 1, and 1 - beta**(t - 1) is at 2."""
GRADIENT = 0.2
"""The scale of gradients: their root mean squares stay far from 0.5, where eps inside and outside the root agree."""
LARGE = 100.0
"""The gradients of one array, and what is kept of them, are this much larger: one that is clipped shows."""


def draw_step(rng, *earlier, first=False):
    """One step of every optimizer: the first one, from {}, or a later one from a random state."""
    t = 1 if first else int(rng.integers(*LATER_STEPS))
    drawn = sizes(rng, *earlier, n=(3, 8), k=(3, 8))
    factor = {"W1": 1.0, "b1": 1.0, "W2": 1.0, "b2": 1.0, "W2" if first else "W1": LARGE}

    def like_params(scale, power=0):
        n, k = drawn["n"], drawn["k"]
        shapes = {"W1": (k, n), "b1": (k, 1), "W2": (1, k)}
        arrays = {name: scale * factor[name] ** power * draw.normal(rng, *shape) for name, shape in shapes.items()}
        return {**arrays, "b2": np.array([[scale * number(rng)]])}

    def first_moment(beta):
        return {} if first else like_params(GRADIENT * (1 - beta**t), power=1)

    def second_moment(beta):
        """Positive, and as large as an average of t squares would be."""
        if first:
            return {}
        drawn = like_params(1.0)
        return {k: (GRADIENT * factor[k]) ** 2 * (1 - beta**t) * (0.3 + 0.3 * value**2) for k, value in drawn.items()}

    def given():
        return like_params(1.0), like_params(GRADIENT, power=1)

    lr, eps = float(rng.uniform(0.05, 0.2)), float(rng.uniform(1e-3, 2e-3))
    beta, beta1, beta2 = (float(rng.uniform(*ends)) for ends in ((0.75, 0.9), (0.7, 0.85), (0.9, 0.97)))
    return Case(
        {"t": t, **drawn},
        (
            Call("gradient_descent", (*given(), lr)),
            Call("momentum", (*given(), first_moment(beta), lr, beta)),
            Call("rmsprop", (*given(), second_moment(beta), lr, beta, eps)),
            Call("adam", (*given(), first_moment(beta1), second_moment(beta2), t, lr, beta1, beta2, eps)),
        ),
    )


def draw_examples(rng, n, m):
    x = draw.normal(rng, n, m)
    return x, draw.normal(rng, 1, n) @ x + 10 + number(rng) + 0.3 * draw.normal(rng, 1, m)  # far: clipping shows


def draw_batch_sizes(rng, *earlier):
    """n, the batch size, and an m of two full batches and a smaller one: no equal split, no width that n has too."""
    drawn = sizes(rng, *earlier, n=(4, 6), batch_size=(7, 11))
    n, size = drawn.values()
    used = {n, *(case["m"] - 2 * size for case in earlier)}
    return {**drawn, "m": 2 * size + until(lambda: int(rng.integers(2, size - 1)), lambda rest: rest not in used)}


def draw_batches(rng):
    """Three draws: the last batch is smaller; it is full; m is below the batch size."""
    smaller = draw_batch_sizes(rng)
    full = draw_batch_sizes(rng, smaller)
    full["m"] = 3 * full["batch_size"]
    single = draw_batch_sizes(rng, smaller, full)
    single["m"] = until(lambda: int(rng.integers(3, single["batch_size"])), lambda m: m != single["n"])
    return tuple(
        Case(
            of,
            (
                Call(
                    "minibatches",
                    (*draw_examples(rng, of["n"], of["m"]), of["batch_size"], Rng(int(rng.integers(2**32)))),
                ),
            ),
        )
        for of in (smaller, full, single)
    )


def draw_descent(rng, epochs, *earlier):
    of = draw_batch_sizes(rng, *earlier)
    n, size, m = of.values()

    def given():
        return *draw_examples(rng, n, m), {"w": draw.normal(rng, 1, n), "b": number(rng)}

    def tame(x, y, params):
        return unbalanced(params["w"] @ x + params["b"] - y)

    args = (
        *until(given, lambda drawn: tame(*drawn)),
        float(rng.uniform(0.02, 0.05)),
        size,
        epochs,
        Rng(int(rng.integers(2**32))),
    )
    return Case({**of, "epochs": epochs}, (Call("minibatch_descent", args),))


def cases(rng):
    first = draw_step(rng, first=True)
    second = draw_step(rng, first.sizes)
    descent = draw_descent(rng, 2)
    return (
        first,
        second,
        draw_step(rng, first.sizes, second.sizes),
        *draw_batches(rng),
        descent,
        draw_descent(rng, 3, descent.sizes),
    )


def descent_params(x, y, params, lr, batch_size, epochs, rng, new_params):
    """Go through the student's own batches, with the judge's arithmetic or the student's own gradient_descent.

    A wrong `minibatches` may draw one permutation a call, two, or one a batch: where they end shows which.
    """
    m = x.shape[1]
    counts = [count * epoch for count in (1, 2, -(-m // batch_size)) for epoch in range(epochs)]
    of_epochs = yield [("minibatches", x, y, batch_size, Rng(rng.seed, (m,) * count)) for count in counts]

    def walk(first, step):
        now = params
        for x_batch, y_batch in (batch for batches in of_epochs[first : first + epochs] for batch in batches):
            dy_hat = 2 * (now["w"] @ x_batch + now["b"] - y_batch) / x_batch.shape[1]
            now = yield from step(now, {"w": dy_hat @ x_batch.T, "b": float(np.sum(dy_hat))})
        return now

    def right_step(now, grads):
        yield from ()
        return gradient_descent(now, grads, lr)

    def own_step(now, grads):
        """Optimizers are promised arrays with at least one axis."""
        (moved,) = yield [("gradient_descent", *({**of, "b": np.array([[of["b"]]])} for of in (now, grads)), lr)]
        return {**moved, "b": float(moved["b"][0, 0])}

    for step in (right_step, own_step):
        for first in range(0, len(counts), epochs):
            end = yield from walk(first, step)
            if same(end, new_params) and not same(end, params):
                return end
    raise InapplicableError("no walk through the student's batches ends there")


def descent_losses(x, y, params, lr, batch_size, epochs, rng):
    """Take the loss at the parameters that the student's own minibatch_descent visits."""

    ended = yield [("minibatch_descent", x, y, params, lr, batch_size, done, rng) for done in range(1, epochs)]
    visited = [params, *(one["params"] for one in ended)]
    if same(visited[-1], params):
        raise InapplicableError("a descent that never moves")
    return [np.mean((now["w"] @ x + now["b"] - y) ** 2) for now in visited]


def same(some, other):
    """Whether parameters agree as far as float32 does, by the largest entry of each."""
    return all(np.abs(some[key] - other[key]).max() <= 1e-5 * np.abs(other[key]).max() for key in other)


MISTAKES = """
# gradient_descent
learning-rate-divides
    Does a larger learning rate make your step longer or shorter?
    lr * grads[k_] -> grads[k_] / lr
only-the-step
    You give back how far to go. From where?
    params[k_] - lr * grads[k_] -> -lr * grads[k_]
gradient-normalized
    Near a minimum the gradient is small. Should the step still have the same length there?
    lr * grads[k_] -> lr * grads[k_] / np.linalg.norm(grads[k_])
sign-for-gradient
    Does a steep direction get a longer step than a flat one?
    lr * grads[k_] -> lr * np.sign(grads[k_])
biases-not-updated
    Which parameters move, and which ones stay? Every key is treated alike.
    {k_: e_ for k_ in params} -> {k_: e_ if k_.startswith("W") else params[k_] for k_ in params}

# minibatch_descent < backward: missing-mean, factor-two-missing
# minibatch_descent < train: uphill, last-loss-only
# minibatch_descent < loss: sum-for-mean, half-mean, square-precedence
divided-by-all-examples
    The gradient is a mean over the examples of the batch. How many are those?
    x_batch.shape[1] -> x.shape[1]
divided-by-batch-size
    Does every batch have batch_size examples?
    x_batch.shape[1] -> batch_size
mean-twice
    How often does the loss divide by the number of examples? Count how often your gradient does.
    e_ / x_batch.shape[1] -> e_ / x_batch.shape[1] ** 2
input-factor-missing
    How much does the prediction move when a weight moves a little? Does the input play a part?
    dy_hat @ x_batch.T -> dy_hat @ np.ones_like(x_batch).T
bias-left-out
    What does the prediction look like where x is zero?
    w @ x_batch + b -> w @ x_batch
not-simultaneous
    Both derivatives of one step belong to the same point. Which w does yours see when b moves?
    b - lr * db -> b - lr * 2 * float(np.sum(w @ x_batch + b - y_batch)) / x_batch.shape[1]
gradient-never-renewed
    At which parameters is the gradient of the second batch taken?
    w @ x_batch + b -> params["w"] @ x_batch + params["b"]
all-examples-each-step
    You cut the examples into batches. Does your gradient look at the batch, or still at all of them?
    (w @ x_batch + b - y_batch) / x_batch.shape[1] -> (w @ x + b - y) / x.shape[1]
    2 * (w @ x_batch + b - y_batch) / x_batch.shape[1] -> 2 * (w @ x + b - y) / x.shape[1]
    & dy_hat @ x_batch.T -> dy_hat @ x.T
all-examples-each-step
    You ask for no batches. How many steps does one epoch have?
    minibatches(x, y, batch_size, rng) -> [(x, y)]
shuffled-once
    Does the second epoch see the same batches as the first?
    losses = [] -> losses = []; batches = minibatches(x, y, batch_size, rng)
    & minibatches(x, y, batch_size, rng) -> batches
one-epoch-short
    Count the turns of your outer loop for epochs = 3.
    range(epochs) -> range(1, epochs)
loss-after-epoch
    Is losses[0] the loss of the parameters you were given, or of those after the first epoch?
    losses.append(e_) -> losses.append(e_)
    & return p_, losses -> return p_, losses[1:] + [e_]
loss-of-last-batch
    Over which examples is your loss taken, and with which parameters?
    b = e_ -> b = e_; losses[-1] = float(np.sum((w @ x_batch + b - y_batch) ** 2) / y_batch.size)
    dy_hat = e_ -> dy_hat = e_; losses[-1] = float(np.sum((w @ x_batch + b - y_batch) ** 2) / y_batch.size)
loss-averaged-over-batches
    Your losses come from the batches on the way. Do all of them belong to the same parameters?
    losses.append(e_) -> losses.append(e_); seen = []
    & dy_hat = d_ -> dy_hat = d_; seen.append(np.sum((w @ x_batch + b - y_batch) ** 2) / y_batch.size); losses[-1] = float(np.mean(seen))
loss-of-each-batch
    How many losses should there be after two epochs?
    dy_hat = e_ -> losses.append(float(np.mean((w @ x + b - y) ** 2))); dy_hat = e_
    & losses.append(d_) -> None
"""

OPTIMIZERS = (
    Optimizer("gradient_descent"),
    Optimizer("momentum", states=("v",), decays=("beta",)),
    Optimizer("rmsprop", states=("s",), decays=("beta",), eps="eps"),
    Optimizer("adam", states=("v", "s"), decays=("beta1", "beta2"), eps="eps", t="t"),
)
FUNCTIONS = (
    *steps(OPTIMIZERS, globals()),
    Function("minibatches", ("x", "y", "batch_size", "rng"), Batches("batches")),
    Function(
        "minibatch_descent",
        ("x", "y", "params", "lr", "batch_size", "epochs", "rng"),
        Parts((Like("params", "params", change=True), Series("losses", "epochs"))),
    ),
)

PROBLEM = Problem(
    name="optimizers",
    title="Optimizers",
    functions=FUNCTIONS,
    questions=(*step_questions(OPTIMIZERS), *questions(FUNCTIONS[-2:])),
    roles=Roles(optimizers=OPTIMIZERS, batchings=(Batching("minibatches"),)),
    cases=cases,
    rules=DerivedRules.of(
        FUNCTIONS,
        globals(),
        by_hand={"minibatch_descent.params": descent_params, "minibatch_descent.losses": descent_losses},
    ),
    vocabulary=("network", "optimizer", MISTAKES),
)
