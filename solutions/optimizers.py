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
# For every parameter $p$ with the gradient $g = \partial L / \partial p$:
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
from autograder.declare.draw import number, sizes, unbalanced, until
from autograder.declare.forms import Batches, Like, Parts, Series
from autograder.declare.problem import Call, Case, Function, InapplicableError, Misconception, Problem, Question, own
from autograder.declare.roles import Batching, Optimizer, Roles
from autograder.plain.evidence import Rng

LATER_STEPS = (2, 6)
"""t of the steps from a random state; at 1 alone, 1 - beta and 1 - beta**t are the same."""
GRADIENT = 0.2
"""The scale of gradients: their root mean squares stay far from 0.5, where eps inside and outside the root agree."""


def draw_step(rng, *earlier, first=False):
    """One step of every optimizer: the first one, from {}, or a later one from a random state."""
    t = 1 if first else int(rng.integers(*LATER_STEPS))
    drawn = sizes(rng, *earlier, n=(3, 8), k=(3, 8))

    def like_params(scale):
        n, k = drawn["n"], drawn["k"]
        shapes = {"W1": (k, n), "b1": (k, 1), "W2": (1, k)}
        arrays = {name: scale * draw.normal(rng, *shape) for name, shape in shapes.items()}
        return {**arrays, "b2": np.array([[scale * number(rng)]])}

    def first_moment(beta):
        return {} if first else like_params(GRADIENT * (1 - beta**t))

    def second_moment(beta):
        """Positive, and as large as an average of t squares would be."""
        if first:
            return {}
        drawn = like_params(1.0)
        return {name: GRADIENT**2 * (1 - beta**t) * (0.3 + 0.3 * value**2) for name, value in drawn.items()}

    def given():
        return like_params(1.0), like_params(GRADIENT)

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
    return x, draw.normal(rng, 1, n) @ x + number(rng) + 0.3 * draw.normal(rng, 1, m)


def draw_batch_sizes(rng, *earlier):
    """n, the batch size, and an m of two full batches and a smaller one, whose width no other symbol has."""
    drawn = sizes(rng, *earlier, n=(4, 6), batch_size=(7, 11))
    n, size = drawn.values()
    used = {n, *(case["m"] - 2 * size for case in earlier)}
    return {**drawn, "m": 2 * size + until(lambda: int(rng.integers(2, size)), lambda rest: rest not in used)}


def draw_batches(rng):
    """Three draws: the last batch is smaller; it is full; m is below the batch size."""
    smaller = draw_batch_sizes(rng)
    full = draw_batch_sizes(rng, smaller)
    full["m"] = 3 * full["batch_size"]
    single = draw_batch_sizes(rng, smaller, full)
    single["m"] = until(lambda: int(rng.integers(3, single["batch_size"])), lambda m: m != single["n"])
    return tuple(
        Case(of, (Call("minibatches", (*draw_examples(rng, of["n"], of["m"]), of["batch_size"], draw_rng(rng))),))
        for of in (smaller, full, single)
    )


def draw_descent(rng, epochs, *earlier):
    of = draw_batch_sizes(rng, *earlier)
    n, size, m = of.values()

    def given():
        return *draw_examples(rng, n, m), {"w": draw.normal(rng, 1, n), "b": number(rng)}

    def tame(x, y, params):
        return unbalanced(params["w"] @ x + params["b"] - y)

    args = (*until(given, lambda drawn: tame(*drawn)), float(rng.uniform(0.02, 0.05)), size, epochs, draw_rng(rng))
    return Case({**of, "epochs": epochs}, (Call("minibatch_descent", args),))


def draw_rng(rng):
    return Rng(int(rng.integers(2**32)))


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


def momentum_params(params, new_v, lr):
    return {key: params[key] - lr * new_v[key] for key in params}


def rmsprop_by_own_descent(params, grads, new_s, lr, eps):
    scaled = {key: grads[key] / (np.sqrt(new_s[key]) + eps) for key in params}
    return own("gradient_descent", params, scaled, lr)


def rmsprop_params(params, grads, new_s, lr, eps):
    return {key: params[key] - lr * grads[key] / (np.sqrt(new_s[key]) + eps) for key in params}


def adam_params(params, new_v, new_s, t, lr, beta1, beta2, eps):
    def step(key):
        return lr * new_v[key] / (1 - beta1**t) / (np.sqrt(new_s[key] / (1 - beta2**t)) + eps)

    return {key: params[key] - step(key) for key in params}


def adam_by_own_descent(params, new_v, new_s, t, lr, beta1, beta2, eps):
    scaled = {key: new_v[key] / (1 - beta1**t) / (np.sqrt(new_s[key] / (1 - beta2**t)) + eps) for key in params}
    return own("gradient_descent", params, scaled, lr)


def descent_params(x, y, params, lr, batch_size, epochs, rng, new_params, call):
    """Go through the student's own batches, with the judge's arithmetic or the student's own gradient_descent.

    A wrong `minibatches` may draw one permutation a call, two, or one a batch. Which of these walks the student took
    shows in where it ended.
    """
    m = x.shape[1]

    def walk(draws, step):
        now = params
        for epoch in range(epochs):
            for x_batch, y_batch in call("minibatches", x, y, batch_size, Rng(rng.seed, (m,) * draws * epoch)):
                dy_hat = 2 * (now["w"] @ x_batch + now["b"] - y_batch) / x_batch.shape[1]
                now = step(now, {"w": dy_hat @ x_batch.T, "b": float(np.sum(dy_hat))}, lr)
        return now

    def own_step(now, grads, lr):
        """Optimizers are promised arrays with at least one axis."""
        moved = call("gradient_descent", *({**of, "b": np.array([[of["b"]]])} for of in (now, grads)), lr)
        return {**moved, "b": float(moved["b"][0, 0])}

    walks = (walk(draws, step) for step in (gradient_descent, own_step) for draws in (1, 2, -(-m // batch_size)))
    for end in walks:
        if same(end, new_params) and not same(end, params):
            return end
    raise InapplicableError("no walk through the student's batches ends there")


def descent_losses(x, y, params, lr, batch_size, epochs, rng, call):
    """Take the loss at the parameters that the student's own minibatch_descent visits."""

    def after(done):
        return call("minibatch_descent", x, y, params, lr, batch_size, done, rng)["params"]

    visited = [params, *(after(done) for done in range(1, epochs))]
    if same(visited[-1], params):
        raise InapplicableError("a descent that never moves")
    return [np.mean((now["w"] @ x + now["b"] - y) ** 2) for now in visited]


def same(some, other):
    return all(np.allclose(some[key], other[key], rtol=1e-6, atol=0.0) for key in other)


LOSS = "        losses.append(float(np.mean((w @ x + b - y) ** 2)))\n"
STEPS = """        for x_batch, y_batch in minibatches(x, y, batch_size, rng):
            dy_hat = 2 * (w @ x_batch + b - y_batch) / x_batch.shape[1]
            dw = dy_hat @ x_batch.T
            db = float(np.sum(dy_hat))
            w = w - lr * dw
            b = b - lr * db
"""
RMSPROP = """        new_s[key] = beta * s.get(key, 0.0) + (1 - beta) * grad**2
        new_params[key] = params[key] - lr * grad / (np.sqrt(new_s[key]) + eps)
"""
ADAM = """        new_v[key] = beta1 * v.get(key, 0.0) + (1 - beta1) * grad
        new_s[key] = beta2 * s.get(key, 0.0) + (1 - beta2) * grad**2
        v_hat = new_v[key] / (1 - beta1**t)
        s_hat = new_s[key] / (1 - beta2**t)
        new_params[key] = params[key] - lr * v_hat / (np.sqrt(s_hat) + eps)
"""
UPHILL = "The gradient points to where the loss grows. Which way do we want to go?"
LR_MISSING = "What would your step do if the learning rate were ten times smaller?"
NOT_STORED = "Take two steps by hand: what does the second one remember of the first? Look at which dict you give back."
WRONG_KEY = "Print the keys of the state that you give back. The next step looks for the keys of params."
IGNORED = "Where does the state that your function is given come into the new one? Try it with a state that is not {}."
STALE = "The step follows the state from before this gradient. Which comes first: renewing the state or the step?"
WEIGHTS = "If beta is near 1, should the past weigh much or little? Which of the two terms is the past?"
EPS_INSIDE = "Where does eps stand: below the root, or beside it? Try an entry whose average square is zero."
EPS_PRECEDENCE = "Which operation does Python do first here, the division or the sum? Look at your parentheses."
EPS_MULTIPLIED = "What should eps change where the root is large: nearly nothing, or everything?"
EPS_MISSING = "What does your quotient give where every gradient so far was zero?"
NO_ROOT = "If all gradients were ten times larger, how much longer should the step get? Try it with yours."
HARD_CODED = "Call your function with other numbers. Which of its arguments does it never look at?"
NOT_SQUARED = "Can the average that you take a root of become negative? What is it an average of?"

PROBLEM = Problem(
    name="optimizers",
    title="Optimizers",
    functions=(
        Function("gradient_descent", ("params", "grads", "lr"), Like("params", "params", change=True)),
        Function(
            "momentum",
            ("params", "grads", "v", "lr", "beta"),
            Parts((Like("params", "params", change=True), Like("v", "params"))),
        ),
        Function(
            "rmsprop",
            ("params", "grads", "s", "lr", "beta", "eps"),
            Parts((Like("params", "params", change=True), Like("s", "params"))),
        ),
        Function(
            "adam",
            ("params", "grads", "v", "s", "t", "lr", "beta1", "beta2", "eps"),
            Parts((Like("params", "params", change=True), Like("v", "params"), Like("s", "params"))),
        ),
        Function("minibatches", ("x", "y", "batch_size", "rng"), Batches("batches")),
        Function(
            "minibatch_descent",
            ("x", "y", "params", "lr", "batch_size", "epochs", "rng"),
            Parts((Like("params", "params", change=True), Series("losses", "epochs"))),
        ),
    ),
    questions=(
        Question("gradient_descent"),
        Question("momentum.v"),
        Question("momentum.params"),
        Question("rmsprop.s"),
        Question("rmsprop.params"),
        Question("adam.v"),
        Question("adam.s"),
        Question("adam.params"),
        Question("minibatches"),
        Question("minibatch_descent.params"),
        Question("minibatch_descent.losses"),
    ),
    roles=Roles(
        optimizers=(
            Optimizer("gradient_descent"),
            Optimizer("momentum", states=("v",), decays=("beta",)),
            Optimizer("rmsprop", states=("s",), decays=("beta",), eps="eps"),
            Optimizer("adam", states=("v", "s"), decays=("beta1", "beta2"), eps="eps", t="t"),
        ),
        batchings=(Batching("minibatches"),),
    ),
    cases=cases,
    rules={
        "momentum.params": (momentum_params, lambda params, new_v, lr: own("gradient_descent", params, new_v, lr)),
        "rmsprop.params": (rmsprop_params, rmsprop_by_own_descent),
        "adam.v": lambda params, grads, v, lr, beta1, call: call("momentum", params, grads, v, lr, beta1)["v"],
        "adam.s": lambda params, grads, s, lr, beta2, eps, call: call("rmsprop", params, grads, s, lr, beta2, eps)["s"],
        "adam.params": (adam_params, adam_by_own_descent),
        "minibatch_descent.params": descent_params,
        "minibatch_descent.losses": descent_losses,
    },
    misconceptions=(
        Misconception("uphill", "gradient_descent", "- lr", "+ lr", UPHILL),
        Misconception("learning-rate-missing", "gradient_descent", "lr * grads", "grads", LR_MISSING),
        Misconception(
            "learning-rate-divides",
            "gradient_descent",
            "lr * grads[key]",
            "grads[key] / lr",
            "Does a larger learning rate make your step longer or shorter?",
        ),
        Misconception(
            "only-the-step",
            "gradient_descent",
            "params[key] - lr * grads[key]",
            "-lr * grads[key]",
            "You give back how far to go. From where?",
        ),
        Misconception(
            "gradient-normalized",
            "gradient_descent",
            "lr * grads[key]",
            "lr * grads[key] / np.linalg.norm(grads[key])",
            "Near a minimum the gradient is small. Should the step still have the same length there?",
        ),
        Misconception(
            "sign-for-gradient",
            "gradient_descent",
            "lr * grads[key]",
            "lr * np.sign(grads[key])",
            "Does a steep direction get a longer step than a flat one?",
        ),
        Misconception(
            "biases-not-updated",
            "gradient_descent",
            "for key in params}",
            'if key.startswith("W") else params[key] for key in params}',
            "Which parameters move, and which ones stay? Every key is treated alike.",
        ),
        Misconception(
            "missing-one-minus-beta",
            "momentum",
            "(1 - beta) * grad",
            "grad",
            "Your velocity follows the other common convention, a weighted sum. Here it is an average: what do its "
            "weights add up to?",
            convention=True,
        ),
        Misconception(
            "learning-rate-in-velocity",
            "momentum",
            "(1 - beta) * grad\n        new_params[key] = params[key] - lr * new_v[key]",
            "-lr * grad\n        new_params[key] = params[key] + new_v[key]",
            "Your velocity follows another convention, in which it already is the step. Here it is an average of "
            "gradients: where does the learning rate come in?",
            convention=True,
        ),
        Misconception(
            "nesterov",
            "momentum",
            "lr * new_v[key]",
            "lr * (beta * new_v[key] + (1 - beta) * grad)",
            "Your step looks one step ahead, which is another method (Nesterov's). Which single dict does plain "
            "momentum follow?",
        ),
        Misconception(
            "velocity-sign",
            "momentum",
            "+ (1 - beta)",
            "- (1 - beta)",
            "If all gradients are positive, should their average be negative?",
        ),
        Misconception("uphill", "momentum", "- lr", "+ lr", UPHILL),
        Misconception("learning-rate-missing", "momentum", "- lr * new_v", "- new_v", LR_MISSING),
        Misconception(
            "weights-swapped",
            "momentum",
            "beta * v.get(key, 0.0) + (1 - beta) * grad",
            "(1 - beta) * v.get(key, 0.0) + beta * grad",
            WEIGHTS,
        ),
        Misconception("state-not-stored", "momentum", "return new_params, new_v", "return new_params, v", NOT_STORED),
        Misconception("state-ignored", "momentum", "v.get(key, 0.0)", "0.0", IGNORED),
        Misconception(
            "state-under-wrong-key",
            "momentum",
            "return new_params, new_v",
            'return new_params, {"d" + key: value for key, value in new_v.items()}',
            WRONG_KEY,
        ),
        Misconception("stale-state", "momentum", "lr * new_v[key]", "lr * v.get(key, 0.0)", STALE),
        Misconception(
            "velocity-unused",
            "momentum",
            "lr * new_v[key]",
            "lr * grad",
            "You compute a velocity. Does your step follow it, or still the bare gradient?",
        ),
        Misconception(
            "hyperparameters-hard-coded",
            "momentum",
            "beta * v.get(key, 0.0) + (1 - beta)",
            "0.9 * v.get(key, 0.0) + (1 - 0.9)",
            HARD_CODED,
        ),
        Misconception(
            "bias-corrected",
            "momentum",
            "lr * new_v[key]",
            "lr * new_v[key] / (1 - beta)",
            "Something divides your velocity before the step. Is there a correction in this method?",
        ),
        Misconception(
            "eps-inside-root", "rmsprop", "np.sqrt(new_s[key]) + eps", "np.sqrt(new_s[key] + eps)", EPS_INSIDE
        ),
        Misconception(
            "eps-precedence",
            "rmsprop",
            "lr * grad / (np.sqrt(new_s[key]) + eps)",
            "lr * (grad / np.sqrt(new_s[key]) + eps)",
            EPS_PRECEDENCE,
        ),
        Misconception(
            "eps-precedence",
            "rmsprop",
            "lr * grad / (np.sqrt(new_s[key]) + eps)",
            "(lr * grad / np.sqrt(new_s[key]) + eps)",
            EPS_PRECEDENCE,
        ),
        Misconception(
            "eps-multiplied", "rmsprop", "np.sqrt(new_s[key]) + eps", "np.sqrt(new_s[key]) * eps", EPS_MULTIPLIED
        ),
        Misconception("eps-missing", "rmsprop", " + eps", "", EPS_MISSING),
        Misconception("no-square-root", "rmsprop", "np.sqrt(new_s[key])", "new_s[key]", NO_ROOT),
        Misconception("gradient-not-squared", "rmsprop", "grad**2", "grad", NOT_SQUARED),
        Misconception(
            "square-outside-average",
            "rmsprop",
            "(1 - beta) * grad**2",
            "((1 - beta) * grad) ** 2",
            "Which comes first: the square of the gradient, or its weight in the average?",
        ),
        Misconception(
            "missing-one-minus-beta",
            "rmsprop",
            "(1 - beta) * grad**2",
            "grad**2",
            "If every gradient were 1, where would your average settle?",
        ),
        Misconception(
            "weights-swapped",
            "rmsprop",
            "beta * s.get(key, 0.0) + (1 - beta) * grad**2",
            "(1 - beta) * s.get(key, 0.0) + beta * grad**2",
            WEIGHTS,
        ),
        Misconception("uphill", "rmsprop", "- lr", "+ lr", UPHILL),
        Misconception("learning-rate-missing", "rmsprop", "lr * grad /", "grad /", LR_MISSING),
        Misconception(
            "gradient-left-out",
            "rmsprop",
            "lr * grad /",
            "lr /",
            "The root only sets the length of the step. What gives its direction?",
        ),
        Misconception("state-not-stored", "rmsprop", "return new_params, new_s", "return new_params, s", NOT_STORED),
        Misconception("state-ignored", "rmsprop", "s.get(key, 0.0)", "0.0", IGNORED),
        Misconception(
            "state-under-wrong-key",
            "rmsprop",
            "return new_params, new_s",
            'return new_params, {"d" + key: value for key, value in new_s.items()}',
            WRONG_KEY,
        ),
        Misconception("stale-state", "rmsprop", "np.sqrt(new_s[key])", "np.sqrt(s.get(key, 0.0))", STALE),
        Misconception(
            "hyperparameters-hard-coded",
            "rmsprop",
            "beta * s.get(key, 0.0) + (1 - beta)",
            "0.9 * s.get(key, 0.0) + (1 - 0.9)",
            HARD_CODED,
        ),
        Misconception(
            "hyperparameters-hard-coded",
            "rmsprop",
            RMSPROP,
            RMSPROP.replace("beta", "0.9").replace("eps", "1e-8"),
            HARD_CODED,
        ),
        Misconception(
            "root-stored",
            "rmsprop",
            "return new_params, new_s",
            "return new_params, {key: np.sqrt(value) for key, value in new_s.items()}",
            "Is the state an average of squares, or the root of one? The next step adds a square to it.",
        ),
        Misconception(
            "no-bias-correction",
            "adam",
            "new_v[key] / (1 - beta1**t)\n        s_hat = new_s[key] / (1 - beta2**t)",
            "new_v[key]\n        s_hat = new_s[key]",
            "On the first step the memory holds nothing but zeros. What makes up for that?",
        ),
        Misconception("eps-inside-root", "adam", "np.sqrt(s_hat) + eps", "np.sqrt(s_hat + eps)", EPS_INSIDE),
        Misconception(
            "eps-before-correction",
            "adam",
            "v_hat / (np.sqrt(s_hat) + eps)",
            "v_hat * np.sqrt(1 - beta2**t) / (np.sqrt(new_s[key]) + eps)",
            "Some libraries fold the correction into the learning rate, and eps then meets the uncorrected root. Which "
            "average does eps stand beside here?",
            convention=True,
        ),
        Misconception(
            "eps-precedence",
            "adam",
            "lr * v_hat / (np.sqrt(s_hat) + eps)",
            "lr * (v_hat / np.sqrt(s_hat) + eps)",
            EPS_PRECEDENCE,
        ),
        Misconception(
            "eps-precedence",
            "adam",
            "lr * v_hat / (np.sqrt(s_hat) + eps)",
            "(lr * v_hat / np.sqrt(s_hat) + eps)",
            EPS_PRECEDENCE,
        ),
        Misconception("eps-multiplied", "adam", "np.sqrt(s_hat) + eps", "np.sqrt(s_hat) * eps", EPS_MULTIPLIED),
        Misconception("eps-missing", "adam", " + eps", "", EPS_MISSING),
        Misconception("no-square-root", "adam", "np.sqrt(s_hat)", "s_hat", NO_ROOT),
        Misconception(
            "correction-without-power",
            "adam",
            "(1 - beta1**t)\n        s_hat = new_s[key] / (1 - beta2**t)",
            "(1 - beta1)\n        s_hat = new_s[key] / (1 - beta2)",
            "The correction should fade while the steps go by. Does yours know which step it is?",
        ),
        Misconception(
            "product-for-power",
            "adam",
            "(1 - beta1**t)\n        s_hat = new_s[key] / (1 - beta2**t)",
            "(1 - beta1 * t)\n        s_hat = new_s[key] / (1 - beta2 * t)",
            "Can your correction become negative? How does a weight fade from step to step?",
        ),
        Misconception(
            "t-off-by-one",
            "adam",
            "(1 - beta1**t)\n        s_hat = new_s[key] / (1 - beta2**t)",
            "(1 - beta1 ** (t + 1))\n        s_hat = new_s[key] / (1 - beta2 ** (t + 1))",
            "The first step comes with t = 1, and the caller counts. Does anything in your function count once more?",
        ),
        Misconception(
            "root-of-beta",
            "adam",
            "(1 - beta1**t)\n        s_hat = new_s[key] / (1 - beta2**t)",
            "(1 - np.sqrt(beta1) ** t)\n        s_hat = new_s[key] / (1 - np.sqrt(beta2) ** t)",
            "One root belongs into the step. Is there another one in your correction?",
        ),
        Misconception(
            "correction-multiplied",
            "adam",
            "/ (1 - beta1**t)\n        s_hat = new_s[key] / (1 - beta2**t)",
            "* (1 - beta1**t)\n        s_hat = new_s[key] * (1 - beta2**t)",
            "The averages start out too small. Does your correction make them larger or smaller?",
        ),
        Misconception(
            "correction-outside-root",
            "adam",
            "new_s[key] / (1 - beta2**t)\n        new_params[key] = params[key] - lr * v_hat / (np.sqrt(s_hat) + eps)",
            "np.sqrt(new_s[key]) / (1 - beta2**t)\n        new_params[key] = params[key] - lr * v_hat / (s_hat + eps)",
            "Which is corrected: the average of the squares, or its root?",
        ),
        Misconception(
            "only-v-corrected",
            "adam",
            "new_s[key] / (1 - beta2**t)",
            "new_s[key]",
            "Both averages start at zero. Do you correct both?",
        ),
        Misconception(
            "only-s-corrected",
            "adam",
            "new_v[key] / (1 - beta1**t)",
            "new_v[key]",
            "Both averages start at zero. Do you correct both?",
        ),
        Misconception(
            "corrected-state-stored",
            "adam",
            "        new_params[key] = params[key] - lr * v_hat / (np.sqrt(s_hat) + eps)\n",
            "        new_params[key] = params[key] - lr * v_hat / (np.sqrt(s_hat) + eps)\n"
            "        new_v[key], new_s[key] = v_hat, s_hat\n",
            "Are the averages that you give back the corrected ones? Think of what the next step does to them.",
        ),
        Misconception(
            "betas-swapped",
            "adam",
            "beta1 * v.get(key, 0.0) + (1 - beta1) * grad\n"
            "        new_s[key] = beta2 * s.get(key, 0.0) + (1 - beta2) * grad**2\n"
            "        v_hat = new_v[key] / (1 - beta1**t)\n"
            "        s_hat = new_s[key] / (1 - beta2**t)\n",
            "beta2 * v.get(key, 0.0) + (1 - beta2) * grad\n"
            "        new_s[key] = beta1 * s.get(key, 0.0) + (1 - beta1) * grad**2\n"
            "        v_hat = new_v[key] / (1 - beta2**t)\n"
            "        s_hat = new_s[key] / (1 - beta1**t)\n",
            "Which beta belongs to the gradients, and which one to their squares?",
        ),
        Misconception(
            "betas-swapped-in-correction",
            "adam",
            "(1 - beta1**t)\n        s_hat = new_s[key] / (1 - beta2**t)",
            "(1 - beta2**t)\n        s_hat = new_s[key] / (1 - beta1**t)",
            "Each average is corrected for its own memory. Which beta made which average?",
        ),
        Misconception(
            "one-beta-for-both",
            "adam",
            "beta2 * s.get(key, 0.0) + (1 - beta2) * grad**2\n"
            "        v_hat = new_v[key] / (1 - beta1**t)\n"
            "        s_hat = new_s[key] / (1 - beta2**t)\n",
            "beta1 * s.get(key, 0.0) + (1 - beta1) * grad**2\n"
            "        v_hat = new_v[key] / (1 - beta1**t)\n"
            "        s_hat = new_s[key] / (1 - beta1**t)\n",
            "There are two betas. Where does the second one appear in your code?",
        ),
        Misconception(
            "weights-swapped",
            "adam",
            "beta1 * v.get(key, 0.0) + (1 - beta1) * grad\n"
            "        new_s[key] = beta2 * s.get(key, 0.0) + (1 - beta2) * grad**2\n",
            "(1 - beta1) * v.get(key, 0.0) + beta1 * grad\n"
            "        new_s[key] = (1 - beta2) * s.get(key, 0.0) + beta2 * grad**2\n",
            WEIGHTS,
        ),
        Misconception(
            "missing-one-minus-beta",
            "adam",
            "(1 - beta1) * grad\n        new_s[key] = beta2 * s.get(key, 0.0) + (1 - beta2) * grad**2\n",
            "grad\n        new_s[key] = beta2 * s.get(key, 0.0) + grad**2\n",
            "If every gradient were 1, where would your two averages settle?",
        ),
        Misconception(
            "hyperparameters-hard-coded",
            "adam",
            ADAM,
            ADAM.replace("beta1", "0.9").replace("beta2", "0.999"),
            HARD_CODED,
        ),
        Misconception(
            "hyperparameters-hard-coded",
            "adam",
            ADAM,
            ADAM.replace("beta1", "0.9").replace("beta2", "0.999").replace("eps", "1e-8"),
            HARD_CODED,
        ),
        Misconception("gradient-not-squared", "adam", "grad**2", "grad", NOT_SQUARED),
        Misconception(
            "velocity-squared",
            "adam",
            "grad**2",
            "new_v[key] ** 2",
            "Your second average is made from the first one. What are both of them averages of?",
        ),
        Misconception(
            "velocity-unused",
            "adam",
            "lr * v_hat",
            "lr * grad",
            "You compute a velocity. Does your step follow it, or still the bare gradient?",
        ),
        Misconception("uphill", "adam", "- lr", "+ lr", UPHILL),
        Misconception("learning-rate-missing", "adam", "- lr * v_hat", "- v_hat", LR_MISSING),
        Misconception(
            "state-not-stored", "adam", "return new_params, new_v, new_s", "return new_params, v, s", NOT_STORED
        ),
        Misconception(
            "state-not-stored", "adam", "return new_params, new_v, new_s", "return new_params, new_v, s", NOT_STORED
        ),
        Misconception(
            "state-not-stored", "adam", "return new_params, new_v, new_s", "return new_params, v, new_s", NOT_STORED
        ),
        Misconception(
            "state-under-wrong-key",
            "adam",
            "return new_params, new_v, new_s",
            'return new_params, *({"d" + key: value for key, value in state.items()} for state in (new_v, new_s))',
            WRONG_KEY,
        ),
        Misconception(
            "state-ignored",
            "adam",
            "v.get(key, 0.0) + (1 - beta1) * grad\n        new_s[key] = beta2 * s.get(key, 0.0)",
            "0.0 + (1 - beta1) * grad\n        new_s[key] = beta2 * 0.0",
            IGNORED,
        ),
        Misconception(
            "swapped-states",
            "adam",
            "return new_params, new_v, new_s",
            "return new_params, new_s, new_v",
            "In which order are the three results given back?",
        ),
        Misconception(
            "last-batch-dropped",
            "minibatches",
            "range(0, m, batch_size)",
            "range(0, m - batch_size + 1, batch_size)",
            "Count the examples in all your batches together. What if batch_size does not divide m?",
        ),
        Misconception(
            "last-batch-empty",
            "minibatches",
            "range(0, m, batch_size)",
            "range(0, m + 1, batch_size)",
            "What is in your last batch if batch_size divides m?",
        ),
        Misconception(
            "last-batch-filled-up",
            "minibatches",
            "end = start + batch_size\n",
            "end = min(start + batch_size, m)\n        start = max(0, end - batch_size)\n",
            "Your last batch is as wide as the others. Where do its columns come from?",
        ),
        Misconception(
            "last-batch-merged",
            "minibatches",
            "range(0, m, batch_size):\n        end = start + batch_size\n",
            "range(0, max(m - batch_size + 1, 1), batch_size):\n"
            "        end = start + batch_size if start + 2 * batch_size <= m else m\n",
            "Is any of your batches wider than batch_size?",
        ),
        Misconception(
            "last-batch-cut-short",
            "minibatches",
            "end = start + batch_size\n",
            "end = start + batch_size if start + batch_size <= m else m - start\n",
            "Print where the last slice starts and where it ends. Is its end a place, or a width?",
        ),
        Misconception(
            "example-lost",
            "minibatches",
            "end = start + batch_size\n",
            "end = start + batch_size - 1\n",
            "How wide is a slice from start to end? Does Python count its end in?",
        ),
        Misconception(
            "example-lost",
            "minibatches",
            "end = start + batch_size\n",
            "end = start + batch_size if start + batch_size <= m else -1\n",
            "Count the examples in all your batches together. Is the very last one among them?",
        ),
        Misconception(
            "example-lost",
            "minibatches",
            "end = start + batch_size\n",
            "end = min(start + batch_size, m - 1)\n",
            "Count the examples in all your batches together. Is the very last one among them?",
        ),
        Misconception(
            "example-twice",
            "minibatches",
            "end = start + batch_size\n",
            "end = start + batch_size + 1\n",
            "Look for one example in all of your batches. How wide is a slice from start to end?",
        ),
        Misconception(
            "targets-from-inputs",
            "minibatches",
            "y[:, start:end]",
            "x[:, start:end]",
            "Print the shape of a y_batch. Which array is it cut from?",
        ),
        Misconception(
            "not-shuffled",
            "minibatches",
            "rng.permutation(m)\n    x,",
            "np.arange(m)\n    x,",
            "Your batches come in the order of the data. What is rng for?",
        ),
        Misconception(
            "targets-not-shuffled",
            "minibatches",
            "y[:, order]",
            "y",
            "Follow one example through the shuffle. Does its target still belong to it?",
        ),
        Misconception(
            "inputs-not-shuffled",
            "minibatches",
            "x[:, order]",
            "x",
            "Follow one target through the shuffle. Does its input still belong to it?",
        ),
        Misconception(
            "shuffled-apart",
            "minibatches",
            "y[:, order]",
            "y[:, rng.permutation(m)]",
            "Inputs and targets are both shuffled. Do they still belong to each other?",
        ),
        Misconception(
            "shuffled-twice",
            "minibatches",
            "x, y = x[:, order], y[:, order]\n",
            "x, y = x[:, order], y[:, order]\n    order = rng.permutation(m)\n    x, y = x[:, order], y[:, order]\n",
            "How often do you ask rng for an order? Once is enough for both arrays.",
        ),
        Misconception(
            "order-inverted",
            "minibatches",
            "x[:, order], y[:, order]",
            "x[:, order.argsort()], y[:, order.argsort()]",
            "Does the order say which example comes to a place, or to which place an example goes?",
        ),
        Misconception(
            "shuffled-for-each-batch",
            "minibatches",
            "        end = start + batch_size\n",
            "        end = start + batch_size\n        if start > 0:\n            order = rng.permutation(m)\n"
            "            x, y = x[:, order], y[:, order]\n",
            "You shuffle anew for every batch. Is every example still in exactly one of them?",
        ),
        Misconception(
            "count-for-size",
            "minibatches",
            "    batches = []\n",
            "    batches = []\n    batch_size = -(-m // batch_size)\n",
            "Is batch_size the number of batches, or the number of examples in one?",
        ),
        Misconception(
            "divided-by-all-examples",
            "minibatch_descent",
            "/ x_batch.shape[1]",
            "/ x.shape[1]",
            "The gradient is a mean over the examples of the batch. How many are those?",
        ),
        Misconception(
            "divided-by-batch-size",
            "minibatch_descent",
            "/ x_batch.shape[1]",
            "/ batch_size",
            "Does every batch have batch_size examples?",
        ),
        Misconception(
            "missing-mean",
            "minibatch_descent",
            " / x_batch.shape[1]",
            "",
            "The loss is a mean. What does that do to its derivative?",
        ),
        Misconception(
            "mean-twice",
            "minibatch_descent",
            " / x_batch.shape[1]",
            " / x_batch.shape[1] ** 2",
            "How often does the loss divide by the number of examples? Count how often your gradient does.",
        ),
        Misconception(
            "input-factor-missing",
            "minibatch_descent",
            "dy_hat @ x_batch.T",
            "dy_hat @ np.ones_like(x_batch).T",
            "How much does the prediction move when a weight moves a little? Does the input play a part?",
        ),
        Misconception(
            "factor-two-missing",
            "minibatch_descent",
            "2 * (w @ x_batch",
            "(w @ x_batch",
            "What is the derivative of a square?",
        ),
        Misconception(
            "bias-left-out",
            "minibatch_descent",
            "w @ x_batch + b",
            "w @ x_batch",
            "What does the prediction look like where x is zero?",
        ),
        Misconception(
            "uphill",
            "minibatch_descent",
            "w = w - lr * dw\n            b = b - lr * db",
            "w = w + lr * dw\n            b = b + lr * db",
            UPHILL,
        ),
        Misconception(
            "not-simultaneous",
            "minibatch_descent",
            "b = b - lr * db",
            "b = b - lr * 2 * float(np.sum(w @ x_batch + b - y_batch)) / x_batch.shape[1]",
            "Both derivatives of one step belong to the same point. Which w does yours see when b moves?",
        ),
        Misconception(
            "gradient-never-renewed",
            "minibatch_descent",
            "w @ x_batch + b",
            'params["w"] @ x_batch + params["b"]',
            "At which parameters is the gradient of the second batch taken?",
        ),
        Misconception(
            "all-examples-each-step",
            "minibatch_descent",
            "(w @ x_batch + b - y_batch) / x_batch.shape[1]\n            dw = dy_hat @ x_batch.T",
            "(w @ x + b - y) / x.shape[1]\n            dw = dy_hat @ x.T",
            "You cut the examples into batches. Does your gradient look at the batch, or still at all of them?",
        ),
        Misconception(
            "shuffled-once",
            "minibatch_descent",
            "    for _ in range(epochs):\n" + LOSS + STEPS[: STEPS.index("\n")],
            "    batches = minibatches(x, y, batch_size, rng)\n    for _ in range(epochs):\n"
            + LOSS
            + "        for x_batch, y_batch in batches:",
            "Does the second epoch see the same batches as the first?",
        ),
        Misconception(
            "one-epoch-short",
            "minibatch_descent",
            "range(epochs)",
            "range(1, epochs)",
            "Count the turns of your outer loop for epochs = 3.",
        ),
        Misconception(
            "loss-after-epoch",
            "minibatch_descent",
            LOSS + STEPS,
            STEPS + LOSS,
            "Is losses[0] the loss of the parameters you were given, or of those after the first epoch?",
        ),
        Misconception(
            "last-loss-only",
            "minibatch_descent",
            '{"w": w, "b": b}, losses',
            '{"w": w, "b": b}, losses[-1:]',
            "How many losses are asked for, and how many do you give back?",
        ),
        Misconception(
            "loss-of-last-batch",
            "minibatch_descent",
            LOSS + STEPS,
            STEPS + "        losses.append(float(np.sum((w @ x_batch + b - y_batch) ** 2) / y_batch.size))\n",
            "Over which examples is your loss taken, and with which parameters?",
        ),
        Misconception(
            "loss-averaged-over-batches",
            "minibatch_descent",
            LOSS + STEPS,
            "        seen = []\n"
            + STEPS.replace(
                "            dw =",
                "            seen.append(np.sum((w @ x_batch + b - y_batch) ** 2) / y_batch.size)\n            dw =",
            )
            + "        losses.append(float(np.mean(seen)))\n",
            "Your losses come from the batches on the way. Do all of them belong to the same parameters?",
        ),
        Misconception(
            "loss-of-each-batch",
            "minibatch_descent",
            LOSS + STEPS[: STEPS.index("\n") + 1],
            STEPS[: STEPS.index("\n") + 1] + "    " + LOSS,
            "How many losses should there be after two epochs?",
        ),
        Misconception(
            "sum-for-mean",
            "minibatch_descent",
            "np.mean((w @ x + b - y) ** 2)",
            "np.sum((w @ x + b - y) ** 2)",
            "Would your loss grow if every example were there twice? Should it?",
        ),
        Misconception(
            "square-precedence",
            "minibatch_descent",
            "np.mean((w @ x + b - y) ** 2)",
            "np.mean(w @ x + b - y ** 2)",
            "What does ** bind to: the difference, or only its last term?",
        ),
        Misconception(
            "half-mean",
            "minibatch_descent",
            "np.mean((w @ x + b - y) ** 2)",
            "np.mean((w @ x + b - y) ** 2) / 2",
            "Some texts put a constant in front of the squared error. Which one is in the definition here?",
            convention=True,
        ),
    ),
)
