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
# # Nesterov, AdamW and a schedule
#
# Three things that come after momentum and Adam, and are used to train most networks today. As there, parameters,
# gradients and averages are dicts with the same keys, nothing is changed in place, and an average that is `{}` stands for
# zeros: that is how the first step begins.

# %%
import numpy as np

# %% [markdown]
# ## 1. A schedule for the learning rate
#
# At the beginning, the averages of an optimizer are not worth much, so the steps start small and grow evenly during a
# **warm-up**. Later, the steps have to become small again, so that the parameters come to rest: here along half a cosine.
# With $w$ steps of warm-up among $N$, the rate of step $i = 0, 1, \dots, N - 1$ is
#
# $$\eta_i = \eta_{max} \frac{i + 1}{w} \quad (i < w) \qquad\qquad
# \eta_i = \eta_{min} + \frac{\eta_{max} - \eta_{min}}{2} \Big( 1 + \cos \pi \frac{i - w}{N - w} \Big) \quad (i \ge w)$$
#
# **Example.** With 4 steps of warm-up among 12 and rates of 0.1 and 0, the first steps have 0.025, 0.05, 0.075 and 0.1.
# Step 8 is in the middle of the cosine and has 0.05.


# %%
def schedule(step, steps, warmup, lr_max, lr_min):
    """Return the learning rate of one step, a number. Steps are counted from 0."""
    if step < warmup:
        return lr_max * (step + 1) / warmup
    progress = (step - warmup) / (steps - warmup)
    return lr_min + (lr_max - lr_min) / 2 * (1 + np.cos(np.pi * progress))


# %% [markdown]
# ## 2. Nesterov's momentum
#
# Momentum moves along the collected gradients $v$. Nesterov's idea is to look where that will lead: after the update of
# $v$, the step is the gradient of now and $\beta$ times the new $v$.
#
# $$v \leftarrow \beta v + g \qquad\qquad p \leftarrow p - \eta (g + \beta v)$$
#
# **Example.** With $\beta = 0.9$, a collected 2 and a gradient of 1, the new $v$ is 2.8, and the step is
# $\eta \cdot (1 + 2.52)$.


# %%
def nesterov(params, grads, v, lr, beta):
    """Take one step. Returns (params, v): the new parameters, and the new v."""
    v = {name: beta * v.get(name, 0) + grad for name, grad in grads.items()}
    params = {name: params[name] - lr * (grads[name] + beta * v[name]) for name in params}
    return params, v


# %% [markdown]
# ## 3. AdamW
#
# A penalty on large weights can be put into the gradient. But Adam divides every gradient by its size, and the penalty
# with it: the parameters that move most are then held back least. AdamW leaves the gradients alone, and makes all
# parameters smaller by a share $\eta \lambda$ in each step, besides Adam's step. It is taken of the parameters before
# the step.
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1) g \qquad s \leftarrow \beta_2 s + (1 - \beta_2) g^2 \qquad
# p \leftarrow p - \eta \Big( \frac{m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon} + \lambda p \Big)$$


# %%
def adamw(params, grads, m, s, t, lr, beta1, beta2, eps, decay):
    """Take step number t, counted from 1. Returns (params, m, s); decay is the strength of the shrinking."""
    m = {name: beta1 * m.get(name, 0) + (1 - beta1) * grad for name, grad in grads.items()}
    s = {name: beta2 * s.get(name, 0) + (1 - beta2) * grad**2 for name, grad in grads.items()}
    moved = {}
    for name in params:
        mean = m[name] / (1 - beta1**t)
        size = np.sqrt(s[name] / (1 - beta2**t)) + eps
        moved[name] = params[name] - lr * (mean / size + decay * params[name])
    return moved, m, s


# %% [markdown]
# ## 4. Together
#
# Take one step of AdamW for each of the given gradients, with the rates of the schedule. The averages start from zeros.


# %%
def descend(params, grads, warmup, lr_max, lr_min, beta1, beta2, eps, decay):
    """Take one step for each dict of gradients in the list grads. Returns (params, rates).

    rates is the list of the learning rates, one for each step.
    """
    m, s, rates = {}, {}, []
    for i, grad in enumerate(grads):
        rates.append(schedule(i, len(grads), warmup, lr_max, lr_min))
        params, m, s = adamw(params, grad, m, s, i + 1, rates[-1], beta1, beta2, eps, decay)
    return params, rates


# %% tags=["declaration"]
from autograder.declare import draw
from autograder.declare.forms import Like, Number, Parts, Series
from autograder.declare.optimizer_steps import steps
from autograder.declare.problem import Call, Case, Function, Problem, Question
from autograder.declare.roles import Optimizer, Roles

EPS = 1e-2
"""Large enough to show in every answer."""


def one_case(rng, step, t, steps, *earlier):
    sizes = draw.sizes(rng, *earlier, n=(2, 6), k=(2, 6))

    def like():
        return {"W": draw.normal(rng, sizes["k"], sizes["n"]), "b": draw.normal(rng, sizes["k"], 1)}

    def squares():
        return {name: value**2 + 0.1 for name, value in like().items()}

    betas = (float(rng.uniform(0.6, 0.8)), float(rng.uniform(0.85, 0.95)))
    lr, decay = float(rng.uniform(0.05, 0.1)), float(rng.uniform(0.2, 0.4))
    started = t > 1
    calls = (
        Call("schedule", (step, steps + 6, 4, lr, lr / 7)),
        Call("nesterov", (like(), like(), like() if started else {}, lr, betas[1])),
        Call("adamw", (like(), like(), *((like(), squares()) if started else ({}, {})), t, lr, *betas, EPS, decay)),
        Call("descend", (like(), [like() for _ in range(steps)], 2, lr, lr / 7, *betas, EPS, decay)),
    )
    return Case({**sizes, "steps": steps}, calls)


def cases(rng):
    first = one_case(rng, 2, 1, 5)
    sizes = {name: size for name, size in first.sizes.items() if name != "steps"}
    return (first, one_case(rng, 7, int(rng.integers(2, 5)), 6, sizes), one_case(rng, 4, 6, 4))


def own_rates(grads, warmup, lr_max, lr_min):
    return (yield [("schedule", i, len(grads), warmup, lr_max, lr_min) for i in range(len(grads))])


def own_steps(params, grads, new_rates, beta1, beta2, eps, decay):
    m, s = {}, {}
    for i, (grad, rate) in enumerate(zip(grads, new_rates, strict=True)):
        (step,) = yield [("adamw", params, grad, m, s, i + 1, rate, beta1, beta2, eps, decay)]
        params, m, s = step["params"], step["m"], step["s"]
    return params


def corrected(params, new_m, new_s, t, lr, beta1, beta2, eps, decay):
    return {
        name: p - lr * (new_m[name] / (1 - beta1**t) / (np.sqrt(new_s[name] / (1 - beta2**t)) + eps) + decay * p)
        for name, p in params.items()
    }


MISTAKES = """
# schedule
warmup-from-zero
    How long is the very first step?
    step + 1 -> step
warmup-from-the-minimum
    From which rate does the warm-up grow: from the smallest of the schedule, or from nothing?
    lr_max * (step + 1) / warmup -> lr_min + (lr_max - lr_min) * (step + 1) / warmup
cosine-from-the-first-step
    Where on the cosine is the first step after the warm-up?
    (step - warmup) / (steps - warmup) -> step / steps
warmup-not-taken-off-the-length
    How many steps does the cosine have?
    steps - warmup -> steps
ends-at-zero
    At which rate does the cosine end?
    lr_min + (lr_max - lr_min) / 2 * (1 + np.cos(np.pi * progress)) -> lr_max / 2 * (1 + np.cos(np.pi * progress))
cosine-in-degrees
    In which unit does numpy want an angle?
    np.pi -> 180

# nesterov
plain-momentum
    Is the gradient of now in the step once, or does it count for more than it adds to v?
    grads[name] + beta * v[name] -> v[name]
averaged-gradient
    Are the gradients collected here, or averaged?
    grad -> (1 - beta) * grad
look-ahead-not-weighted
    How much of the collected gradients will still be there in the next step?
    beta * v[name] -> v[name]

# adamw
decay-in-the-gradient
    Do the averages see the shrinking?
    m = e_ -> grads = {name: grads[name] + decay * params[name] for name in params}; m = e_
decay-without-rate
    Does a smaller learning rate make the shrinking weaker too?
    params[name] - lr * (mean / size + decay * params[name]) -> params[name] - lr * mean / size - decay * params[name]
no-decay
    What happens to a parameter whose gradient is zero?
    mean / size + decay * params[name] -> mean / size
decay-grows
    Do the parameters become smaller or larger where the gradient is zero?
    mean / size + decay * params[name] -> mean / size - decay * params[name]
mean-not-corrected
    The averages start from zeros. How large is the first one?
    m[name] / (1 - beta1 ** t) -> m[name]
size-not-corrected
    The averages start from zeros. How large is the first one?
    s[name] / (1 - beta2 ** t) -> s[name]
epsilon-inside-the-root
    Is the epsilon added to the root, or to what is inside?
    np.sqrt(s[name] / (1 - beta2 ** t)) + eps -> np.sqrt(s[name] / (1 - beta2 ** t) + eps)
root-forgotten
    In which unit is the average of squares?
    np.sqrt(s[name] / (1 - beta2 ** t)) -> s[name] / (1 - beta2 ** t)

# descend
one-rate-for-all-steps
    Which rate belongs to this step?
    rates[-1] -> lr_max
counted-one-ahead
    Which number has the first step for AdamW?
    i + 1 -> i + 2
averages-forgotten
    What does one step pass on to the next, besides the parameters?
    params, m, s = adamw(params, grad, m, s, i + 1, rates[-1], beta1, beta2, eps, decay) -> params, _, _ = adamw(params, grad, m, s, i + 1, rates[-1], beta1, beta2, eps, decay)
schedule-one-ahead
    Which number has the first step for the schedule?
    schedule(i, len(grads), warmup, lr_max, lr_min) -> schedule(i + 1, len(grads), warmup, lr_max, lr_min)
"""

NESTEROV = Optimizer("nesterov", states=("v",), decays=("beta",))
PROBLEM = Problem(
    name="more_optimizers",
    title="Nesterov, AdamW and a schedule",
    functions=(
        Function("schedule", ("step", "steps", "warmup", "lr_max", "lr_min"), Number("lr")),
        *steps((NESTEROV,), globals()),
        Function(
            "adamw",
            ("params", "grads", "m", "s", "t", "lr", "beta1", "beta2", "eps", "decay"),
            Parts((Like("params", "params", change=True), Like("m", "params"), Like("s", "params"))),
        ),
        Function(
            "descend",
            ("params", "grads", "warmup", "lr_max", "lr_min", "beta1", "beta2", "eps", "decay"),
            Parts((Like("params", "params", change=True), Series("rates", "steps"))),
        ),
    ),
    questions=(
        Question("schedule", points=2),
        Question("nesterov.v"),
        Question("nesterov.params"),
        Question("adamw.m"),
        Question("adamw.s"),
        Question("adamw.params", points=2),
        Question("descend.rates"),
        Question("descend.params"),
    ),
    roles=Roles(optimizers=(NESTEROV,)),
    cases=cases,
    rules={
        "nesterov.params": lambda params, grads, new_v, lr, beta: {
            name: params[name] - lr * (grads[name] + beta * new_v[name]) for name in params
        },
        "adamw.params": corrected,
        "descend.rates": own_rates,
        "descend.params": own_steps,
    },
    vocabulary=(MISTAKES,),
)
