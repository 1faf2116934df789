"""Find the values that are wrong only because an earlier value of the same function is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from autograder.judge.probes import Answered
from autograder.judge.second_try import MOST_VALUES
from autograder.plain.evidence import Plain, Probe, Returned, StandIns
from autograder.report.status import Status
from autograder.student.check_session import CheckSession
from autograder.student.finding import CheckFinding
from autograder.student.numbers import Numbers
from autograder.student.public_judge import judged

RTOL = 1e-8
"""How well two factors agree: what is measured has no more digits."""


def let_follow(
    desk: CheckSession,
    function: str,
    findings: Sequence[CheckFinding],
    answered: Sequence[Answered],
    values: Sequence[Plain],
    read: Callable[[CheckFinding], CheckFinding] = lambda finding: finding,
) -> tuple[CheckFinding, ...]:
    """Let each wrong value follow that comes out right once the function goes on with right earlier ones.

    `read` turns a verdict on the new answers into what the check says of it.
    """
    declared = desk.public.problem.function(function)
    made = {f.question: f for f in findings}
    lost = [f for f in findings if f.status is not None and f.status.mistaken and f.piece in declared.pieces]
    replaced: list[str] = []
    while len(lost) > 1 and len(replaced) < MOST_VALUES:
        replaced.append(lost[0].piece)
        again = [_going_on(desk, one, value, replaced) for one, value in zip(answered, values, strict=True)]
        if not all(isinstance(one.outcome, Returned) for one in again):
            break
        right = {f.question for f in map(read, judged(desk, function, again, values)) if f.passed}
        for one in (f for f in lost[1:] if f.question in right):
            said = f"This follows from {' and '.join(f'`{name}`' for name in replaced)}: mend that first."
            made[one.question] = replace(one, status=Status.FOLLOWS, message=said, error=None)
        lost = [f for f in lost[1:] if f.question not in right]
    return tuple(made.values())


def _going_on(desk: CheckSession, one: Answered, value: Plain, names: Sequence[str]) -> Answered:
    """Make a call in which the function goes on with the right values of these names."""
    declared = desk.public.problem.function(one.call.function)
    given = {name: declared.piece(name, value) for name in names}
    instead = StandIns(0, values=given, pieces=tuple(declared.pieces))
    return replace(one, outcome=desk.ask(Probe(one.call.function, one.call.args, instead=instead)), repeat=None)


def with_one_factor(findings: tuple[CheckFinding, ...]) -> tuple[CheckFinding, ...]:
    """Let what is off by the same factor as a number of the same function follow from it: both have one mistake."""
    lost = {f.question: f.numbers for f in findings if f.numbers and f.compared and f.status is Status.WRONG}
    first = next((f for f in findings if f.question in lost and not np.ndim(lost[f.question].want)), None)
    if first is None:
        return findings
    one = lost.pop(first.question)
    said = f"This follows from `{first.piece}`, which is off by the same factor: mend that first."
    return tuple(
        replace(f, status=Status.FOLLOWS, message=said, relation="", name="", error=None)
        if f.question in lost and _same_factor(one, lost[f.question])
        else f
        for f in findings
    )


def _same_factor(one: Numbers, other: Numbers) -> bool:
    """Return whether both are the right ones times one factor. A factor of 0 tells nothing: both may be left out."""
    if not one.got or not one.want:
        return False
    with np.errstate(all="ignore"):  # the student may have set them to raise
        return np.allclose(other.got, one.got / one.want * other.want, rtol=RTOL, atol=0.0)
