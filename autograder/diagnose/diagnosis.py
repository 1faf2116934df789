"""What explains one problem's wrong answers besides the verdicts. Right answers cost nothing."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.declare.reference import Reference
from autograder.diagnose.diagnosed import Diagnosis
from autograder.judge.probes import Answered
from autograder.judge.student_calls import Ask
from autograder.report.verdict import Verdict


def diagnose(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference, ask: Ask, follows: float = 1.0
) -> Diagnosis:
    """Explain the wrong verdicts of one problem; `ask` reaches the student's functions.

    `follows` is the share of its points that a value earns which follows from a mistake.
    """
    if all(v.status.accepted for v in verdicts):
        return Diagnosis(tuple(verdicts))
    from autograder.diagnose.explained import explained  # noqa: PLC0415 - a right submission is graded without it

    return explained(verdicts, answered, reference, ask, follows)
