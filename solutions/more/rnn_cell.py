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
# # A recurrent cell, and back through time
#
# A recurrent network reads a sequence one step after the other. At every step the same cell takes the input $x$ and the
# hidden state $h$ of the step before, and returns the next hidden state and an output:
#
# $$h_{next} = \tanh(W_x x + W_h h + b) \qquad\qquad z = W_z h_{next} + c$$
#
# As everywhere in this course, **columns are examples**.
#
# | symbol | shape | meaning |
# | --- | --- | --- |
# | `x` | (n, m) | the input of one step |
# | `h`, `h_next` | (k, m) | hidden state before and after the step |
# | `z` | (q, m) | output of the step |
# | `Wx`, `Wh`, `b` | (k, n), (k, k), (k, 1) | weights and biases of the hidden state, in the dict `params` |
# | `Wz`, `c` | (q, k), (q, 1) | weights and biases of the output, in `params` too |
# | `xs` | (T, n, m) | the inputs of all T steps |
# | `hs`, `zs` | (T, k, m), (T, q, m) | hidden states and outputs after each step |
#
# **Example.** With one unit, $W_x = 2$, $W_h = 0.5$ and $b = 0$, the input $x = 0.3$ and the state $h = -0.2$ give
# $0.6 - 0.1 = 0.5$ inside the tanh, and $h_{next} = 0.46$. The slope of tanh there is $1 - 0.46^2 = 0.79$.

# %%
import numpy as np

# %% [markdown]
# ## 1. One step forward


# %%
def cell(x, h, params):
    """Compute one step.

    x: (n, m). h: (k, m). params: {"Wx": (k, n), "Wh": (k, k), "b": (k, 1), "Wz": (q, k), "c": (q, 1)}.
    Returns {"h_next": (k, m), "z": (q, m)}.
    """
    h_next = np.tanh(params["Wx"] @ x + params["Wh"] @ h + params["b"])
    z = params["Wz"] @ h_next + params["c"]
    return {"h_next": h_next, "z": z}


# %% [markdown]
# ## 2. One step backward
#
# The loss depends on a step in two ways: through its output `z`, and through `h_next`, which the later steps use. So two
# gradients come in, and both reach the hidden state. `da` is the gradient with respect to the sum inside the tanh.


# %%
def cell_backward(dh_next, dz, x, h, params, cache):
    """Pass gradients back through one step.

    dh_next: (k, m) and dz: (q, m) are the gradients of the loss with respect to h_next, through the later steps alone,
    and to z. cache is what cell returned. Returns {"dWz": (q, k), "dc": (q, 1), "da": (k, m), "dWx": (k, n),
    "dWh": (k, k), "db": (k, 1), "dx": (n, m), "dh": (k, m)}.
    """
    h_next = cache["h_next"]
    dWz = dz @ h_next.T
    dc = np.sum(dz, axis=1, keepdims=True)
    da = (dh_next + params["Wz"].T @ dz) * (1 - h_next**2)
    dWx = da @ x.T
    dWh = da @ h.T
    db = np.sum(da, axis=1, keepdims=True)
    dx = params["Wx"].T @ da
    dh = params["Wh"].T @ da
    return {"dWz": dWz, "dc": dc, "da": da, "dWx": dWx, "dWh": dWh, "db": db, "dx": dx, "dh": dh}


# %% [markdown]
# ## 3. The whole sequence
#
# The first step starts from the state `h`; every other one from the state that the step before it has left.


# %%
def forward(xs, h, params):
    """Run the cell over a sequence.

    xs: (T, n, m). h: (k, m). Returns {"hs": (T, k, m), "zs": (T, q, m)}: the state and the output after each step.
    """
    hs, zs = [], []
    for x in xs:
        step = cell(x, h, params)
        h = step["h_next"]
        hs.append(h)
        zs.append(step["z"])
    return {"hs": np.array(hs), "zs": np.array(zs)}


# %% [markdown]
# ## 4. Back through time
#
# Go from the last step to the first. No later step follows the last one, so nothing comes in there through `h_next`. The
# parameters are the same at all steps, so their gradients add up.


# %%
def backward(dzs, xs, h, params, cache):
    """Compute the gradients of a loss of all outputs.

    dzs: (T, q, m) is its gradient with respect to zs. cache is what forward returned. Returns {"dWx": (k, n),
    "dWh": (k, k), "db": (k, 1), "dWz": (q, k), "dc": (q, 1), "dh": (k, m)}; dh belongs to the first state.
    """
    grads = {"dWx": 0, "dWh": 0, "db": 0, "dWz": 0, "dc": 0}
    dh = np.zeros_like(h)
    for t in reversed(range(len(xs))):
        before = cache["hs"][t - 1] if t > 0 else h
        step = cell_backward(dh, dzs[t], xs[t], before, params, {"h_next": cache["hs"][t], "z": cache["zs"][t]})
        grads = {name: total + step[name] for name, total in grads.items()}
        dh = step["dh"]
    return {**grads, "dh": dh}


# %% tags=["declaration"]
from autograder.declare.draw import normal
from autograder.declare.operations import operations


def inputs(rng, sizes):
    n, k, q, m, T = (sizes[name] for name in "nkqmT")
    shapes = {"Wx": (k, n), "Wh": (k, k), "b": (k, 1), "Wz": (q, k), "c": (q, 1)}
    params = {name: normal(rng, *shape) / 2 for name, shape in shapes.items()}
    return {"x": normal(rng, n, m), "xs": normal(rng, T, n, m), "h": normal(rng, k, m), "params": params}


MISTAKES = """
# cell
bias-left-out
    What is inside the tanh if both the input and the state are zero?
    params["Wx"] @ x + params["Wh"] @ h + params["b"] -> params["Wx"] @ x + params["Wh"] @ h
state-left-out
    Does the new state depend on the old one?
    params["Wx"] @ x + params["Wh"] @ h -> params["Wx"] @ x
output-of-the-old-state
    Which state does the output of this step see?
    params["Wz"] @ h_next -> params["Wz"] @ h
tanh-forgotten
    Which values can a hidden state take?
    np.tanh(params["Wx"] @ x + params["Wh"] @ h + params["b"]) -> params["Wx"] @ x + params["Wh"] @ h + params["b"]

# cell_backward
later-steps-forgotten
    In which two ways does the loss depend on this hidden state?
    dh_next + params["Wz"].T @ dz -> params["Wz"].T @ dz
own-output-forgotten
    In which two ways does the loss depend on this hidden state?
    dh_next + params["Wz"].T @ dz -> dh_next
slope-of-tanh-missing
    What does the tanh do to a small change that passes through it?
    (dh_next + params["Wz"].T @ dz) * (1 - h_next ** 2) -> dh_next + params["Wz"].T @ dz
slope-not-squared
    What is the slope of tanh where its value is -0.5?
    h_next ** 2 -> h_next
slope-of-sigmoid
    Whose slope is this: that of tanh, or of another activation?
    (dh_next + params["Wz"].T @ dz) * (1 - h_next ** 2) -> (dh_next + params["Wz"].T @ dz) * h_next * (1 - h_next)
new-state-for-old
    Which state does the weight matrix multiply in the forward step?
    h -> h_next
weights-exchanged
    Through which matrix does a change of the old state reach the sum, and how is that undone on the way back?
    params["Wh"].T -> params["Wh"]
mean-for-sum
    One bias serves all examples. Do their gradients add up?
    np.sum(da, axis=1, keepdims=True) -> np.mean(da, axis=1, keepdims=True)

# forward
state-not-handed-on
    From which state does the second step start?
    h = step["h_next"]; hs.append(h) -> hs.append(step["h_next"])
state-before-the-step
    Is hs[0] the state before the first step, or after it?
    h = step["h_next"]; hs.append(h) -> hs.append(h); h = step["h_next"]

# backward
only-the-first-step-back
    The same parameters serve every step. What happens to their gradients?
    total + step[name] -> step[name]
steps-not-connected
    What does an earlier step learn from the later ones?
    dh = step["dh"] -> first = step["dh"]
forward-in-time
    At which end does the way back begin?
    reversed(range(len(xs))) -> range(len(xs))
state-after-for-before
    From which state did this step start?
    cache["hs"][t - 1] if t > 0 else h -> cache["hs"][t]
first-state-forgotten
    From which state did the first step start?
    cache["hs"][t - 1] if t > 0 else h -> cache["hs"][t - 1]
"""

PROBLEM = operations(
    name="rnn_cell",
    title="A recurrent cell, and back through time",
    functions=((cell, cell_backward), (forward, backward)),
    inputs=inputs,
    ranges={"n": (2, 6), "k": (3, 7), "q": (2, 6), "m": (3, 8), "T": (3, 5)},
    points={f"backward.{name}": 0.5 for name in ("dWx", "dWh", "db", "dWz", "dc", "dh")},
    mistakes=MISTAKES,
)
