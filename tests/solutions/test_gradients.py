"""The reference's gradients are the derivatives of its forward functions, by a complex step: exact to rounding."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.author.gradients import gradients
from autograder.author.inside import trial, with_functions
from autograder.judge.numeric import Agreement, compare, complex_step
from tests.solutions.common import NETWORKS, PROBLEMS, reference

SEEDS = range(5)


def gradient_questions(name: str) -> set[str]:
    problem = reference(name).problem
    backward = {o.backward for o in problem.roles.operations} | {"backward"}
    return {q.name for q in problem.questions if q.function in backward}


@pytest.mark.parametrize("name", [n for n in PROBLEMS if n in NETWORKS or n == "scalar_operations"])
def test_every_gradient_is_the_derivative_of_the_loss(name: str) -> None:
    of = reference(name)
    found = gradients(of, [trial(of, seed) for seed in SEEDS])
    assert not found.faults
    assert found.good == len(gradient_questions(name))


@pytest.mark.parametrize("name", NETWORKS)
def test_a_gradient_that_is_off_by_a_millionth_is_noticed(name: str) -> None:
    of = reference(name)

    def off(*args: Any) -> dict[str, Any]:
        grads = of.namespace["backward"](*args)
        last = list(grads)[-1]
        return {**grads, last: 1.000001 * grads[last]}

    assert len(gradients(with_functions(of, backward=off), [trial(of, 0)]).faults) == 1


def test_the_check_notices_a_gradient_that_is_off_by_a_thousandth() -> None:
    at = np.array([0.3, -2.0])
    want = complex_step(lambda v: np.sum(v**3), at)
    assert compare(3 * at**2, want).agreement is Agreement.CORRECT
    assert compare(3.003 * at**2, want).agreement is Agreement.WRONG
