"""Every mistake that was met in public code has an edit in each problem in which it can be made."""

from __future__ import annotations

import pytest

from tests.solutions.common import reference

SINGLE = "univariate_regression multivariate_regression logistic_regression"
HIDDEN = "two_layer_linear two_layer_nonlinear two_layer_perceptron"
SIGMOID = "two_layer_nonlinear two_layer_perceptron"
ENTROPY = "logistic_regression two_layer_perceptron"
SQUARED = "univariate_regression multivariate_regression two_layer_linear two_layer_nonlinear"
ALL = f"{SINGLE} {HIDDEN}"
SEVERAL = ALL.partition(" ")[2]  # features

REAL = """
Adam without bias correction | no-bias-correction | adam
eps inside the square root | eps-inside-root | rmsprop adam
the last mini-batch is dropped | last-batch-dropped | minibatches
an example is lost | example-lost | minibatches
an example comes twice | example-twice | minibatches
y sliced from x | targets-from-inputs | minibatches
the last slice ends elsewhere | last-batch-cut-short | minibatches
t never counted up; 1 - beta instead of 1 - beta**t | correction-without-power | adam
t counted once more | t-off-by-one | adam
a moment not stored back | state-not-stored | momentum rmsprop adam
a moment under the wrong key | state-under-wrong-key | momentum rmsprop adam
the corrected moment stored | corrected-state-stored | adam
(g / root) + eps | eps-precedence | rmsprop adam
Nesterov instead of momentum | nesterov | momentum
sign of the velocity | velocity-sign | momentum
no square root at all | no-square-root | rmsprop adam
root times eps | eps-multiplied | rmsprop adam
root of beta in the correction | root-of-beta | adam
only v corrected | only-v-corrected | adam
betas swapped | betas-swapped | adam
momentum without (1 - beta) | missing-one-minus-beta | momentum
x shuffled without y | targets-not-shuffled | minibatches
numbers of the notebook for the arguments | hyperparameters-hard-coded | momentum rmsprop adam
a step in the wrong direction | uphill | gradient_descent momentum rmsprop adam minibatch_descent
one epoch short | one-epoch-short | minibatch_descent
losses after the step | loss-after-epoch | minibatch_descent
only the last loss | last-loss-only | minibatch_descent
the gradient never renewed | gradient-never-renewed | minibatch_descent
the mean missing | missing-mean | minibatch_descent
the mean twice | mean-twice | minibatch_descent
the factor 2 missing | factor-two-missing | minibatch_descent
the x factor forgotten | input-factor-missing | minibatch_descent
parameters moved while others need the old ones | not-simultaneous | minibatch_descent
precedence in the squared error | square-precedence | minibatch_descent
1/(2m) | half-mean | minibatch_descent
the bias left out | bias-left-out | minibatch_descent
"""
"""Of the optimizers: mistake, name, functions."""

IN_NETWORKS = {
    "W2 updated before the gradient goes through it": ("updated-weights-used", "train", HIDDEN),
    "elementwise for a matrix product": ("elementwise-for-matrix-product", "forward backward", SEVERAL),
    "db over the wrong axis": ("bias-over-wrong-axis", "backward", HIDDEN),
    "db without an axis": ("bias-axis-missing", "backward", HIDDEN),
    "db not summed at all": ("bias-not-summed", "backward", ALL),
    "1/m missing": ("missing-mean", "backward", ALL),
    "1/m twice": ("mean-twice", "backward train", ALL),
    "1/m only at the weights": ("mean-only-at-parameters", "backward", ALL),
    "z(1 - z)": ("slope-at-pre-activation", "backward", SIGMOID),
    "the slope of the sigmoid at a": ("slope-at-activation", "backward", SIGMOID),
    "the hidden slope left out": ("sigmoid-slope-missing", "backward", SIGMOID),
    "the slope at the output once too often": ("output-slope-extra", "backward", ENTROPY),
    "the slope twice": ("slope-twice", "backward", SIGMOID),
    "the slope of tanh": ("tanh-slope", "backward", SIGMOID),
    "the slope of relu": ("relu-slope", "backward", SIGMOID),
    "the factor 2 missing": ("factor-two-missing", "backward", SQUARED),
    "the factor 2 doubled": ("factor-two-twice", "backward", SQUARED),
    "y - y_hat": ("sign-flipped", "backward", ALL),
    "a transpose missing": ("transposed-gradient", "backward", SEVERAL),
    "z1 for a1": ("pre-activation-for-activation", "backward", SIGMOID),
    "x for a1": ("input-for-activation", "backward", HIDDEN),
    "db = sum of dW": ("input-factor-in-bias", "backward", ALL),
    "db = ones": ("bias-gradient-constant", "backward", ALL),
    "db = 0": ("bias-gradient-zero", "backward", ALL),
    "dW2 where W2 belongs": ("gradient-for-weights", "backward", HIDDEN),
    "the mean in db": ("mean-in-bias", "backward", ALL),
    "the x factor forgotten": ("input-factor-missing", "backward", ALL),
    "an L2 term that the loss does not have": ("penalty-not-in-loss", "backward", ALL),
    "the last example dropped": ("last-example-dropped", "backward", ALL),
    "a loop that overwrites": ("last-example-only", "backward", ALL),
    "two features": ("features-hard-coded", "forward backward", SEVERAL),
    "a fixed number of examples": ("examples-hard-coded", "loss backward", ALL),
    "one step short": ("one-step-short", "train", ALL),
    "an activation on the linear output": ("activation-on-output", "forward", SQUARED),
    "exp(+z)": ("exponent-sign", "sigmoid", f"logistic_regression {SIGMOID} scalar_operations"),
    "precedence in the squared error": ("square-precedence", "loss", SQUARED),
    "1/(2m)": ("half-mean", "loss", ALL),
    "sum for mean": ("sum-for-mean", "loss", ALL),
    "parameters moved while others need the old ones": ("not-simultaneous", "train", ALL),
    "cross-entropy with the sign lost": ("sign-lost", "loss", ENTROPY),
    "one term of the cross-entropy": ("one-term-only", "loss", ENTROPY),
    "y on its side in the loss": ("transposed-targets", "loss", ALL),
    "y on its side in backward, where it does not raise": ("transposed-targets", "backward", SINGLE),
    "the bias left out": ("bias-left-out", "forward", ALL),
    "a step in the wrong direction": ("uphill", "train", ALL),
    "losses after the step": ("loss-after-step", "train", ALL),
    "only the last loss": ("last-loss-only", "train", ALL),
    "the gradient computed once": ("gradient-never-renewed", "train", ALL),
}
"""Of the networks: name, functions, problems."""


def edits(problem: str, function: str) -> set[str]:
    return {m.name for m in reference(problem).mistakes if m.function == function}


@pytest.mark.parametrize("line", REAL.strip().splitlines(), ids=lambda line: line.partition(" |")[0])
def test_a_mistake_in_optimizers_has_an_edit(line: str) -> None:
    _, name, functions = line.split(" | ")
    assert [f for f in functions.split() if name not in edits("optimizers", f)] == []


@pytest.mark.parametrize("what", IN_NETWORKS)
def test_a_mistake_in_networks_has_an_edit_in_each_of_them(what: str) -> None:
    name, functions, problems = IN_NETWORKS[what]
    missing = [(p, f) for p in problems.split() for f in functions.split() if name not in edits(p, f)]
    assert missing == []
