"""A function that computes itself what the reference calls another function for is named by the mistake in that."""

from __future__ import annotations

import ast
import re

import pytest

from autograder.author.inside import rewritten
from autograder.diagnose.operators import mutants
from autograder.report.status import Status
from tests.diagnose.common import diagnosed, undeclared
from tests.diagnose.test_related_training import MOVE, NETWORKS, of_training, trained
from tests.sample import WHOLE
from tests.solutions.common import PROBLEMS, reference

SHARE = 0.95
INLINED = [
    (problem, function, helper)
    for problem in PROBLEMS
    for function in reference(problem).sources
    for helper in reference(problem).helpers(function)
    if helper in reference(problem).sources
]
MOMENTS = """def train(x, y, params, lr, steps):
    m, losses = x.shape[1], []
    w, b = params["w"], params["b"]
    for _ in range(steps):
        losses.append(loss(w @ x + b, y))
        dw = 2 * (w @ x @ x.T / m + {} - y @ x.T / m)
        db = 2 * ((w @ x).mean() + b {} y.mean())
        w, b = w - lr * dw, b - lr * db
    return {{"w": w, "b": b}}, losses
"""
HALVES = """half = x.shape[1] // 2
for part in (slice(0, half), slice(half, None)):
    a, b = x[:, part], y[:, part]
    grads = backward(a, b, params, forward(a, params))
    """


def test_the_functions_with_helpers_are_found() -> None:
    assert len(INLINED) > 20


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("problem", "function", "helper"), INLINED)
def test_a_mistake_in_an_inlined_helper_is_named(problem: str, function: str, helper: str) -> None:
    of, named = undeclared(reference(problem)), []
    variants = list(dict.fromkeys(ast.unparse(m.tree) for m in mutants(of.sources[helper])))
    own = re.sub(rf"\b(?<!def ){helper}\(", "own(", of.sources[function])
    for variant in variants if WHOLE else variants[::20]:
        found = diagnosed(rewritten(of, function, f"{variant.replace(f'def {helper}(', 'def own(')}\n\n{own}"), of)
        wrong = [v for v in found.values() if v.function == function and v.status is Status.WRONG]
        named += [bool(v.misconceptions) for v in wrong]
    assert sum(named) >= SHARE * len(named)


@pytest.mark.parametrize(("coupling", "sign"), [("0", "-"), ("b * x.mean(axis=1)", "+")])
def test_gradients_that_no_variant_gives_are_named_as_those_of_backward(coupling: str, sign: str) -> None:
    found = of_training("multivariate_regression", MOMENTS.format(coupling, sign))["train.params"]
    assert found.misconceptions, found
    assert "that your first step follows is wrong" in found.message


@pytest.mark.parametrize("name", ["logistic_regression", "two_layer_perceptron"])
@pytest.mark.parametrize(
    ("weight", "kind"),
    [
        ("np.where(y > 0, 1 / np.sum(y), 1 / np.sum(1 - y)) * y.size", "weighted-in-groups"),
        ("np.where(y > 0, 3.0, 1.0)", "weighted-in-groups"),
        ('1.0 * (np.abs(cache["y_hat"] - y) > 0.5)', "examples-left-out"),
    ],
)
def test_examples_with_other_shares_are_named(name: str, weight: str, kind: str) -> None:
    weighted = f'cache["y_hat"] - ({weight}) * (cache["y_hat"] - y)'  # its error is the right one, weighted
    found = of_training(name, trained(f"grads = backward(x, {weighted}, params, cache)\n{MOVE}"))
    assert found["train.params"].misconceptions == (kind,), found


@pytest.mark.parametrize("name", NETWORKS)
def test_steps_for_two_halves_and_a_late_change_of_the_rate_are_named(name: str) -> None:
    assert of_training(name, trained(HALVES + MOVE))["train.params"].misconceptions == ("step-for-each-batch",)
    late = trained(MOVE.replace("- lr", "- lr * (0.5 if i > 1 else 1)"))
    assert of_training(name, late)["train.params"].misconceptions == ("rate-changes",)
