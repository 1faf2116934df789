"""The problem for which attacks are submitted: `target` is what an attack wants points for, `honest` is correct."""

from __future__ import annotations

import numpy as np

from autograder.declare.forms import Number
from autograder.declare.problem import Call, Case, Function, Problem, Question


def target(x: float) -> float:
    """Return what no attack can know: the number is drawn whenever this file is loaded."""
    return x * _FACTOR


def honest(x: float) -> float:
    """Return twice x."""
    return 2.0 * x


def _cases(rng: np.random.Generator) -> tuple[Case, ...]:
    return tuple(Case({}, (Call("target", (x,)), Call("honest", (x,)))) for x in rng.uniform(1.0, 2.0, 2).tolist())


_FACTOR = float(np.random.default_rng().uniform(3.0, 4.0))
PROBLEM = Problem(
    name="attacked",
    title="An attack",
    functions=(Function("target", ("x",), Number("target")), Function("honest", ("x",), Number("honest"))),
    questions=(Question("target"), Question("honest")),
    cases=_cases,
)
