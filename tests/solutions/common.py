"""What the tests of the problems share: every reference, its drawn cases, and students made of it."""

from __future__ import annotations

import textwrap
from functools import cache
from pathlib import Path
from typing import Any

from autograder.author.inside import rewritten
from autograder.declare.course import open_course
from autograder.declare.problem import Call, Case, Check, Misconception
from autograder.declare.reference import Reference
from autograder.judge.probes import draw_cases
from autograder.judge.reading import Expected
from autograder.plain.evidence import Probe

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
COURSE = open_course(SOLUTIONS)
"""One for all tests of a process: what is derived of a problem is derived once."""
PROBLEMS = COURSE.names


@cache
def reference(name: str) -> Reference:
    return COURSE.reference(name)


NETWORKS = tuple(n for n in PROBLEMS if reference(n).problem.roles.network is not None)
TWO_LAYERS = tuple(n for n in NETWORKS if n.startswith("two_layer"))


@cache
def answers(name: str, seed: int, function: str) -> tuple[Any, ...]:
    """What the reference gives for `calls`; read-only, like everything here."""
    return tuple(reference(name).answer(Probe(call.function, call.args)) for _, call in calls(name, seed, function))


@cache
def drawn(name: str, seed: int) -> tuple[Case, ...]:
    return draw_cases(reference(name).problem, seed)


def calls(name: str, seed: int, function: str = "") -> list[tuple[Case, Call]]:
    """The calls of a seed that are compared by value, of one function or of all."""
    return [
        (case, call)
        for case in drawn(name, seed)
        for call in case.calls
        if call.check is Check.VALUE and function in ("", call.function)
    ]


def expectation(name: str, case: Case, call: Call, value: Any) -> Expected:
    return Expected(reference(name).problem.function(call.function), call.args, value, case.sizes)


def misconception(name: str, mistake: str, function: str) -> Misconception:
    found = (m for m in reference(name).mistakes if (m.name, m.function) == (mistake, function))
    return next(found)


def student(of: Reference, function: str, text: str) -> Reference:
    """A student who wrote `text` for one function and the reference for the others, which call it."""
    return rewritten(of, function, textwrap.dedent(text))
