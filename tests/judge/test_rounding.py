"""Ill-scaled calls accuse nothing that only rounds in another place, whatever the draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.declare.problem import Call, Case, Check
from autograder.judge.ill_scaled import ill_scaled_calls, shows_differences
from autograder.judge.probes import draw_cases
from autograder.judge.reading import Expected
from autograder.plain.evidence import Plain, Probe
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from tests.solutions.common import NETWORKS, reference

SEEDS = range(200)


def divided_at_the_end(name: str, call: Call) -> dict[str, Any]:
    """The right gradients, which are linear in the error, of errors that are divided by m only afterwards."""
    problem = reference(name).problem
    given, net = problem.bind(call), problem.network
    m = given[net.x].shape[1]
    cache = given[net.cache] | {net.y_hat: given[net.cache][net.y_hat] * m}
    given |= {net.y: given[net.y] * m, net.cache: cache}
    grads: Any = reference(name).answer(problem.probe(call.function, given))
    return {quantity: value / m for quantity, value in grads.items()}


def ill_scaled(name: str) -> Iterator[tuple[Case, Call]]:
    problem = reference(name).problem
    for seed in SEEDS:
        for case in draw_cases(problem, seed):
            calls = (ill for call in case.calls for ill in ill_scaled_calls(problem, call))
            yield from ((case, call) for call in calls if call.check is Check.EXACTNESS)


def accuses(name: str, case: Case, call: Call, value: Plain) -> bool:
    of = reference(name)
    expected = Expected(of.problem.function(call.function), call.args, of.answer(Probe(call.function, call.args)), {})
    right = {q.piece: Verdict(q.name, Status.CORRECT, 1.0, 1.0, "") for q in of.problem.questions_of(call.function)}
    with np.errstate(all="ignore"):
        return shows_differences(value, right, replace(expected, sizes=case.sizes), of, call.check)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_division_in_another_place_is_no_difference(name: str) -> None:
    for case, call in ill_scaled(name):
        assert not accuses(name, case, call, divided_at_the_end(name, call))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_gradient_that_is_a_little_off_is_one(name: str) -> None:
    net = reference(name).problem.network
    weights = next(of for of, parameter in net.gradients.items() if parameter == net.layers[0].weights)
    for case, call in list(ill_scaled(name))[:10]:
        right = divided_at_the_end(name, call)
        assert accuses(name, case, call, {**right, weights: right[weights] * 1.01})
