"""Find the values that are wrong only because an earlier value of the same function is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from autograder.judge.probes import Answered
from autograder.judge.second_try import MOST_VALUES
from autograder.plain.evidence import Plain, Probe, Returned, StandIns
from autograder.report.status import Status
from autograder.student.check_session import CheckSession
from autograder.student.finding import CheckFinding
from autograder.student.public_judge import judged


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
