"""Students made of a reference with some functions of their own, and the pictures of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from autograder.declare.problem import Check
from autograder.declare.reference import Reference, load, problem_names
from autograder.judge.judge import Judge
from autograder.judge.probes import Answered, draw_cases, match, plan
from autograder.judge.student_calls import Ask
from autograder.plain.evidence import Probe
from autograder.report.picture import Descent, Graph, Losses, Picture
from autograder.report.verdict import Verdict
from autograder.sketch import sketch

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
PROBLEMS = problem_names(SOLUTIONS)
SEED = 5

Functions = Mapping[str, Callable[..., Any]]


@cache
def reference(name: str) -> Reference:
    return load(SOLUTIONS, name)


NETWORKS = tuple(n for n in PROBLEMS if reference(n).problem.roles.network is not None)


def student(name: str, functions: Functions | None = None) -> Reference:
    """Replace functions of the reference; its others go on calling the reference's."""
    original = reference(name)
    return replace(original, namespace={**original.namespace, **(functions or {})})


def with_mistake(name: str, function: str, mistake: str) -> Reference:
    original = reference(name)
    return next(e for m, e in original.edits if (m.function, m.name) == (function, mistake))


def judged(mine: Reference, ask: Ask | None = None) -> tuple[tuple[Verdict, ...], tuple[Answered, ...]]:
    original = reference(mine.problem.name)
    planned = plan(original.problem, draw_cases(original.problem, SEED))
    answered = match(planned, tuple(mine.outcome(p.probe) for p in planned))
    return Judge(original, {}, ask or mine.outcome).verdicts(answered), answered


def pictures(mine: Reference, ask: Ask | None = None) -> tuple[Picture, ...]:
    verdicts, answered = judged(mine)
    return sketch(reference(mine.problem.name), verdicts, answered, ask or mine.outcome)


def the_graph(drawn: tuple[Picture, ...]) -> Graph:
    (found,) = [p for p in drawn if isinstance(p, Graph)]
    return found


def the_losses(drawn: tuple[Picture, ...]) -> Losses:
    (found,) = [p for p in drawn if isinstance(p, Losses)]
    return found


def the_descents(drawn: tuple[Picture, ...]) -> dict[str, Descent]:
    return {p.about: p for p in drawn if isinstance(p, Descent)}


def claiming(name: str, claim: Callable[[list[float]], Any]) -> Reference:
    """A student whose train does what it should, and says something else about its losses."""
    original = reference(name)

    def train(x: Any, y: Any, params: Any, lr: float, steps: int) -> Any:
        trained, losses = original.answer(Probe("train", (x, y, params, lr, steps)))
        return trained, claim(losses)

    return student(name, {"train": train})


def training(name: str) -> tuple[Any, ...]:
    """The arguments of the long training."""
    cases = draw_cases(reference(name).problem, SEED)
    return next(call.args for case in cases for call in case.calls if call.check is not Check.VALUE)


def numbers(svg: str) -> list[float]:
    """Every number in an attribute that places or draws something."""
    attributes = re.findall(r' (?:x|y|width|height|rx|ry|r|cx|cy|d|viewBox|transform)="([^"]*)"', svg)
    return [float(n) for a in attributes for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf", a)]
