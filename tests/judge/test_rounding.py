"""Ill-scaled calls accuse nothing that only sums in another order, whatever the draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.declare.problem import Call, Case, Check
from autograder.judge.ill_scaled import shows_differences
from autograder.judge.probes import draw_cases
from autograder.judge.reading import Expected
from autograder.plain.evidence import Plain, Probe
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from tests.solutions.common import NETWORKS, reference

SEEDS = range(60)


def ordered(value: Any, order: Any) -> Any:
    """Reorder the examples: the columns of everything that has as many as there are."""
    if isinstance(value, dict):
        return {name: ordered(entry, order) for name, entry in value.items()}
    return value[..., order] if isinstance(value, np.ndarray) and value.shape[-1] == len(order) else value


def in_another_order(name: str, call: Call) -> Plain:
    """The right answer, computed with the last example first."""
    m = np.shape(reference(name).problem.bind(call)["x"])[-1]
    order = np.arange(m)[::-1]
    value = reference(name).answer(Probe(call.function, tuple(ordered(a, order) for a in call.args)))
    return ordered(value, order)


def ill_scaled(name: str) -> Iterator[tuple[Case, Call]]:
    for seed in SEEDS:
        cases = draw_cases(reference(name).problem, seed)
        yield from ((case, call) for case in cases for call in case.calls if call.check is Check.EXACTNESS)


def accuses(name: str, case: Case, call: Call, value: Plain) -> bool:
    of = reference(name)
    expected = Expected(of.problem.function(call.function), call.args, of.answer(Probe(call.function, call.args)), {})
    right = {q.piece: Verdict(q.name, Status.CORRECT, 1.0, 1.0, "") for q in of.problem.questions_of(call.function)}
    with np.errstate(all="ignore"):
        return shows_differences(value, right, replace(expected, sizes=case.sizes), of, call.check)


@pytest.mark.parametrize("name", NETWORKS)
def test_another_order_of_the_same_sums_is_no_difference(name: str) -> None:
    for case, call in ill_scaled(name):
        assert not accuses(name, case, call, in_another_order(name, call))


@pytest.mark.parametrize("name", NETWORKS)
def test_a_gradient_that_is_a_little_off_is_one(name: str) -> None:
    net = reference(name).problem.network
    weights = next(of for of, parameter in net.gradients.items() if parameter == net.layers[0].weights)
    for case, call in list(ill_scaled(name))[:10]:
        right = in_another_order(name, call)
        assert isinstance(right, dict)
        assert accuses(name, case, call, {**right, weights: right[weights] * 1.01})
