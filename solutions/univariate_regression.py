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
# # Univariate regression
#
# The smallest network there is: one input, one weight, one bias.
#
# $$\hat y = w x + b$$
#
# We look for the $w$ and the $b$ that make the **mean squared error** over $m$ examples small:
#
# $$L(w, b) = \frac{1}{m} \sum_{i=1}^{m} \left(\hat y^{(i)} - y^{(i)}\right)^2$$
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x` | (1, m) | the inputs, one example per column |
# | `y` | (1, m) | the targets |
# | `w`, `b` | numbers | weight and bias, held in the dict `params` |
# | `y_hat` | (1, m) | the predictions |
#
# The computation graph. Values go to the right; gradients come back to the left, along the same arrows:
#
# ```
#   x, w, b ──▶ y_hat ──▶ L
#                         ▲
#                         y
# ```

# %%
import numpy as np

# %% [markdown]
# ## A baseline: random search
#
# Before we compute a single derivative: draw many pairs $(w, b)$ at random, keep the one with the smallest loss.
#
# `candidates` is an array of shape (N, 2); each row holds one pair $(w, b)$. Return the best pair as a dict and its
# loss.


# %%
def random_search(x, y, candidates):
    """Try every candidate and keep the best.

    x, y: (1, m). candidates: (N, 2), rows of (w, b).
    Returns (params, loss): params is {"w": number, "b": number}, loss its mean squared error.
    """
    losses = [np.mean((w * x + b - y) ** 2) for w, b in candidates]
    best = int(np.argmin(losses))
    w, b = candidates[best]
    return {"w": float(w), "b": float(b)}, float(losses[best])


# %% [markdown] written="random_sampling"
# ### In your own words: is it a good idea?
#
# Is sampling parameters at random a good idea? Think of two parameters first: how many candidates does it take to come
# twice as close to the best pair? Then think of a network with a million parameters. Two to five sentences.

# %% [markdown] tags=["solution"]
# **What a good answer says.** For two parameters it works, slowly: to halve the distance to the best pair, a region of
# a quarter of the area must be hit, so about four times as many candidates are needed. With $d$ parameters it is $2^d$
# times as many, which is hopeless for a million. Every candidate is also thrown away: nothing is learnt from its loss
# but whether it is the best so far. It has its uses: it needs no derivative, does not get stuck, and is a fair
# baseline.

# %% [markdown] written="direction"
# ### In your own words: what else could direct the search?
#
# Random search looks at the loss of each candidate and at nothing else. Which other piece of information about the
# loss, at the place where you stand, could direct the search? What does it tell you, and what does it not tell you? Two
# to five sentences.

# %% [markdown] tags=["solution"]
# **What a good answer says.** The derivatives of the loss with respect to $w$ and $b$ at the present point: the
# gradient. It says in which direction the loss grows fastest, so that a small step the other way makes it smaller, and
# how steep it is there. It does not say how far to go (that is the learning rate), nor what the loss looks like farther
# away. One gradient costs about as much as a few losses, for any number of parameters.

# %% [markdown]
# ## Forward pass
#
# Compute the prediction for all $m$ examples at once.


# %%
def forward(x, params):
    """Predict.

    x: (1, m). params: {"w": number, "b": number}.
    Returns the cache {"y_hat": (1, m)}.
    """
    return {"y_hat": params["w"] * x + params["b"]}


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
# One example with the input 2 and the target 1 goes through the network with the weight 0.5 and the bias 0.1. In each
# box: the name, the value, and below it in blue the gradient of the loss. On each arrow: a weight, and below it its
# gradient.
#
# ![One example on its way through the network](calculation.svg)
#
# Follow the black numbers to the right with a pencil, then the blue ones to the left: what is multiplied by what? Later
# `grader.draw("backward")` draws the same example with *your* functions, one step after the other.
#
# **Four pitfalls.**
#
# 1. The loss is a mean: with $m$ examples, each of them counts $m$ times less than alone.
# 2. Each example has its own part in the derivative with respect to $w$. Is one number left in the end?
# 3. Both derivatives of a step belong to the same point: move $w$ and $b$ only after both are there.
# 4. The sign: a positive derivative says that the loss grows with $w$. Which way do you go?

# %% [markdown]
# ## Backward pass
#
# Walk back from the loss with the chain rule. A gradient is named after the variable that it is taken with respect to:
# `dw` is $\partial L / \partial w$, and `dy_hat` is $\partial L / \partial \hat y$, with the $1/m$ of the loss inside
# it.
#
# Every example moves the loss a little. Ask what one example adds to each derivative; the sum over the examples is the
# derivative itself.
#
# | symbol | shape |
# | --- | --- |
# | `dy_hat` | (1, m) |
# | `dw`, `db` | numbers |


# %%
def backward(x, y, params, cache):
    """Gradients of the loss.

    x, y: (1, m). params: {"w", "b"}. cache: what forward(x, params) gives.
    Returns {"dy_hat": (1, m), "dw": number, "db": number}.
    """
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dw = float(np.sum(dy_hat * x))
    db = float(np.sum(dy_hat))
    return {"dy_hat": dy_hat, "dw": dw, "db": db}


# %% [markdown] written="derive_dw"
# ### On paper: derive it, explain the shape
#
# Derive $\partial L / \partial w$ from the definition of the loss, one link of the chain at a time. Write down the steps
# here (as formulas or in words). Then explain the shapes: `x` and `dy_hat` have the shape (1, m). Why is `dw` a single
# number, and what happened to the $m$ examples?

# %% [markdown] tags=["solution"]
# **What a good answer says.** $L = \frac1m \sum_i (\hat y^{(i)} - y^{(i)})^2$, so
# $\partial L / \partial \hat y^{(i)} = \frac2m (\hat y^{(i)} - y^{(i)})$. From $\hat y^{(i)} = w x^{(i)} + b$ comes
# $\partial \hat y^{(i)} / \partial w = x^{(i)}$. One $w$ reaches the loss through all $m$ predictions, and where paths
# meet, their derivatives add up: $\partial L / \partial w = \sum_i \frac2m (\hat y^{(i)} - y^{(i)})\, x^{(i)}$. A
# gradient has the shape of its parameter, a number; the sum over the examples took the axis of length $m$ away.

# %% [markdown]
# ## Gradient descent
#
# Take `steps` steps against the gradient, each of length `lr` times the gradient. Note the loss *before* each step. Both
# derivatives of a step belong to the same point $(w, b)$.


# %%
def train(x, y, params, lr, steps):
    """Plain gradient descent.

    x, y: (1, m). params: {"w", "b"}. lr: the learning rate. steps: how many steps.
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
# Random search and gradient descent get the same budget: as many looks at the loss. The picture shows the loss over all
# $(w, b)$, dark where it is small, with the path of gradient descent from the red dot.

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# rng = np.random.default_rng(230)
# x_train = rng.standard_normal((1, 30))
# y_train = 1.5 * x_train - 0.5 + 0.3 * rng.standard_normal((1, 30))
# start, budget = {"w": -1.5, "b": 2.0}, 25
#
# candidates = rng.uniform(-3, 3, (budget, 2))
# found, _ = random_search(x_train, y_train, candidates)
# path = [train(x_train, y_train, start, 0.1, steps)[0] for steps in range(budget + 1)]
#
# ws, bs = np.meshgrid(np.linspace(-3, 3, 80), np.linspace(-3, 3, 80))
# errors = ws.reshape(-1, 1) * x_train + bs.reshape(-1, 1) - y_train
# plt.contourf(ws, bs, np.mean(errors**2, axis=1).reshape(ws.shape), levels=30, cmap="viridis")
# plt.plot([p["w"] for p in path], [p["b"] for p in path], "C1.-", label="gradient descent")
# plt.plot(start["w"], start["b"], "ro", label="start")
# plt.plot(found["w"], found["b"], "ks", label=f"random search, {budget} candidates")
# plt.xlabel("w")
# plt.ylabel("b")
# plt.legend()
# plt.show()

# %% [markdown]
# The loss before each step, beside the best loss that random search has found with as many looks. What would you change
# if the curve of gradient descent went up? And how many looks would random search need with a thousand parameters
# instead of two?

# %% tags=["skip-grading", "active-ipynb"]
# import matplotlib.pyplot as plt
#
# _, losses = train(x_train, y_train, start, 0.1, budget)
# best_so_far = [random_search(x_train, y_train, candidates[: looks + 1])[1] for looks in range(budget)]
# plt.semilogy(losses, "C1.-", label="gradient descent")
# plt.semilogy(best_so_far, "ks-", label="random search: the best so far")
# plt.xlabel("looks at the loss")
# plt.ylabel("loss")
# plt.legend()
# plt.show()


# %% [markdown]
# **More parameters.** The same comparison in $d$ dimensions, on the simplest bowl there is: the mean of the squares of
# $d$ parameters, each of them between -1 and 1 at the start. Both get 100 looks. Which column changes when $d$ grows,
# and why does the other one not?

# %% tags=["skip-grading", "active-ipynb"]
# looks = 100
# print(f"{'d':>4} {'random search':>15} {'gradient descent':>18}")
# for d in (1, 2, 4, 8, 16, 32, 64):
#     tried = np.random.default_rng(230).uniform(-1, 1, (looks, d))
#     found = np.min(np.mean(tried**2, axis=1))
#     p = tried[0]
#     for _ in range(looks):
#         gradient = 2 * p / d  # each parameter has a smaller part in the mean, so the learning rate grows with d
#         p = p - 0.05 * d * gradient
#     print(f"{d:>4} {found:>15.2g} {np.mean(p**2):>18.2g}")


# %% tags=["declaration"]
from autograder.declare import draw, network
from autograder.declare.derive import Extra, derive
from autograder.declare.draw import number, sizes, until
from autograder.declare.forms import Fields, Number, Parts
from autograder.declare.problem import Call, Case, Check, Function, InapplicableError, Question, Written

LONG = {"m": 24}
MEAN = 0.18
"""Of the inputs of the long training, whose square is 1 on average: the loss curves 1.44 times as much in one direction as
in the other."""
SLOW = 0.15
"""The least share of the first gap to the optimum that lies in the other direction. After the steps, 1e-8 of the gap is
left, so that another optimum shows; after half as many more 1e-13, so that rounding does not hide who took them."""


def measurable(x, y, params, lr, steps):
    """Enough of the way leads in the direction in which gradient descent is slow."""
    w, b = fit(x, y)
    side = np.copysign(1.0, x.mean())
    along, across = params["w"] - w + side * (params["b"] - b), params["w"] - w - side * (params["b"] - b)
    fast, slow = (1 + MEAN) * along**2, (1 - MEAN) * across**2
    return slow > SLOW * (fast + slow)


TRAINING = network.Training({"m": 24}, network.least_squares_lr, 40, Check.LEAST_SQUARES_AT_RATE, accept=measurable)


def draw_inputs(rng, sizes):
    x = draw.normal(rng, 1, sizes["m"])
    if sizes == LONG:
        off = x - x.mean()
        x = np.sqrt((1 - MEAN**2) / (off * off).mean()) * off + np.copysign(MEAN, number(rng))
    y = number(rng) * x + number(rng) + 0.3 * draw.normal(rng, 1, sizes["m"])
    return x, y, {"w": number(rng), "b": number(rng)}


OUTLIER = 4.0
"""How far one target stands away from the rest: the smallest mean of squares is elsewhere than that of distances."""
LARGE = 60.0
"""Factor of everything in one search: its smallest loss is above 1,000, where some let the best loss so far begin."""


def draw_candidates(rng, place, scale, *earlier):
    """A search whose best candidate stands at `place`. Every other measure of the error is least at another one."""
    drawn = sizes(rng, *earlier, m=(5, 9), N=(11, 14))
    x, y, candidates = until(lambda: best_first(rng, drawn), lambda given: _clear(*given))
    candidates[[0, place]] = candidates[[place, 0]]
    return Case(drawn, (Call("random_search", (x, scale * y, scale * candidates)),))


def best_first(rng, drawn):
    """Examples with an outlier, and candidates: first the best one, then the best ones by other measures."""
    x, y, _ = draw_inputs(rng, drawn)
    by_distance = fit(x, y)
    y[0, 1] += np.copysign(OUTLIER, number(rng))
    least, far, mean = fit(x, y), float(3 + rng.random()), y.mean()
    w, b = np.add(least, 0.05 * draw.normal(rng, 2)).tolist()
    others = [
        by_distance,
        (w + far, mean - (w + far) * x.mean()),  # by the mean of the errors, which cancel
        ((x * y).sum() / (x * x).sum(), b + far),  # without the bias
        (w - far, mean),  # without the weight
        least[::-1],  # with w and b swapped
        (w + far, y[0, 0] - (w + far) * x[0, 0]),  # by the first example
        (w - far, y[0, -1] - (w - far) * x[0, -1]),  # by the last example
        (w, b - 5),  # by the errors with their sign
    ]
    rest = 2 * draw.normal(rng, drawn["N"] - 1 - len(others), 2)
    return x, y, np.array([(w, b), *rng.permutation([*others, *rest.tolist()])])


def fit(x, y):
    """The least-squares line."""
    m, along, up = x.size, x.sum(), y.sum()
    w = (m * (x * y).sum() - along * up) / (m * (x * x).sum() - along**2)
    return w, (up - w * along) / m


def _clear(x, y, candidates):
    """The first candidate wins clearly by the mean of squares, and by no other measure."""
    errors = candidates[:, :1] * x + candidates[:, 1:] - y
    losses = (errors**2).mean(axis=1)
    wins = losses[1:].min() > 1.05 * losses[0] > 1.05 * 1000 / LARGE**2
    distances = np.abs(errors)
    return wins and distances.sum(axis=1).argmin() and distances[:, 0].argmin() and distances[:, -1].argmin()


def pairs_of(candidates):
    return [{"w": float(w), "b": float(b)} for w, b in candidates]


def least(candidates, losses):
    """The search itself, by somebody's own measure of the pairs."""
    if max(losses) == min(losses):
        raise InapplicableError("a loss that is the same for every candidate")
    best = int(np.argmin(losses))
    return pairs_of(candidates)[best], losses[best]


def by_own_forward_and_loss(x, y, candidates):
    caches = yield [("forward", x, pair) for pair in pairs_of(candidates)]
    losses = yield [("loss", cache["y_hat"], y) for cache in caches]
    return least(candidates, losses)


def by_own_forward(x, y, candidates):
    caches = yield [("forward", x, pair) for pair in pairs_of(candidates)]
    return least(candidates, [float(np.mean((cache["y_hat"] - y) ** 2)) for cache in caches])


def by_own_loss(x, y, candidates):
    losses = yield [("loss", pair["w"] * x + pair["b"], y) for pair in pairs_of(candidates)]
    return least(candidates, losses)


def searches(rng):
    first = draw_candidates(rng, 0, 1.0)
    last = draw_candidates(rng, -1, LARGE, first.sizes)
    return first, last, draw_candidates(rng, 4, 1.0, first.sizes, last.sizes)


MISTAKES = """
# random_search < loss: sum-for-mean, half-mean, absolute-error
worst-candidate
    Which candidate do we want to keep: the one with the largest loss or with the smallest?
    np.argmin(losses) -> np.argmax(losses)
last-candidate
    The answer is the last candidate, whatever its loss. When should the best one so far be replaced?
    int(np.argmin(losses)) -> len(losses) - 1
first-candidate
    The answer is the first candidate, whatever its loss. Is each of the others compared with the best one so far?
    int(np.argmin(losses)) -> 0
last-loss-returned
    Whose loss do you give back: that of the best candidate, or that of the one which came last?
    float(losses[best]) -> float(losses[-1])
bias-left-out
    Two candidates with the same w: does your loss tell them apart?
    w * x + b - y -> w * x - y
swapped-parameters
    In which order do w and b stand in a row of candidates?
    {"w": float(w), "b": float(b)} -> {"w": float(b), "b": float(w)}
    w * x + b - y -> b * x + w - y
    w * x + b - y -> b * x + w - y
    & {"w": float(w), "b": float(b)} -> {"w": float(b), "b": float(w)}
"""

SEARCH = Function(
    "random_search", ("x", "y", "candidates"), Parts((Fields((Number("w"), Number("b")), "params"), Number("loss")))
)

PROBLEM = derive(
    name="univariate_regression",
    title="Univariate regression",
    functions=(forward, loss, backward, train),
    inputs=draw_inputs,
    ranges={"m": (5, 9)},
    training=TRAINING,
    extras=(Extra(SEARCH, (Question("random_search"),), searches),),
    mistakes=MISTAKES,
    rules={"random_search": (by_own_forward_and_loss, by_own_forward, by_own_loss)},
    written=(
        Written("random_sampling", "Is sampling parameters at random a good idea?", points=1.0),
        Written("direction", "Which other piece of information could direct the search?", points=1.0),
        Written("derive_dw", "Derive dw on paper, and explain its shape", points=2.0),
    ),
)
