"""What `operations` derives from pairs of functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.declare.draw import normal, number
from autograder.declare.forms import Array, Number, Parts
from autograder.declare.operations import operations
from autograder.declare.problem import Check


def scaled(x: Any, c: Any) -> Any:
    return c * x


def scaled_backward(du: Any, x: Any, c: Any) -> Any:
    return du * c, float(np.sum(du * x))


PROBLEM = operations(
    name="scaled",
    title="Scaled",
    functions=((scaled, scaled_backward),),
    inputs=lambda rng, sizes: (normal(rng, sizes["n"], sizes["m"]), number(rng)),
    ranges={"n": (3, 5), "m": (6, 9)},
    points={"scaled": 0.5},
)


def test_forms_questions_and_roles_come_from_the_functions() -> None:
    assert PROBLEM.function("scaled").result == Array("value", ("n", "m"))
    assert PROBLEM.function("scaled_backward").result == Parts((Array("dx", ("n", "m")), Number("dc")))
    assert {q.name: q.points for q in PROBLEM.questions} == {
        "scaled": 0.5,
        "scaled_backward.dx": 1.0,
        "scaled_backward.dc": 1.0,
    }
    (operation,) = PROBLEM.roles.operations
    assert operation.gradients == {"dx": "x", "dc": "c"}


def test_two_cases_have_no_size_in_common() -> None:
    first, second = PROBLEM.cases(np.random.default_rng(3))
    assert not {*first.sizes.items()} & {*second.sizes.items()}
    assert all(call.check is Check.VALUE for case in (first, second) for call in case.calls)
