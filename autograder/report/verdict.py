"""The judge's verdict on one question."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.plain.question_names import OfQuestion
from autograder.plain.record import record
from autograder.report.status import Status


@dataclass(frozen=True)
class WorstEntry:
    """The entry with the largest error: its index in the array (empty for a number) and both values."""

    index: tuple[int, ...]
    got: float
    expected: float


@dataclass(frozen=True)
class SourceLine:
    """The line of the student's source that raised; `cell` counts from 0, `line` from 1, `code` is hostile text."""

    cell: int
    line: int
    function: str
    code: str


@record(frozen=True)
class Verdict(OfQuestion):
    """One question, judged.

    `score` is in points, 0 to `max_score`; `half` means that only a shape is wrong, not the values. `message` is one or
    two sentences for the student (it may quote hostile text). `error` is the largest |a - r| over the block's largest
    |r|, and `tolerance` the limit for it; both are None if nothing was compared. `misconceptions` names the mistakes
    that explain the answer: empty if unknown, more than one if they cannot be told apart or all of them occur at once
    (`together`).
    `hint` points to the mistake. `group` is equal for equal wrong answers of a class, or "" if it is not known.
    `comment` is the staff's comment on this answer; `machine_score` is the judge's points if staff changed them.
    `decided` is the reason that a person gave for the points, None if no person decided about this submission's.
    """

    question: str
    status: Status
    score: float
    max_score: float
    message: str
    error: float | None = None
    tolerance: float | None = None
    misconceptions: tuple[str, ...] = ()
    hint: str | None = None
    together: bool = False
    worst: WorstEntry | None = None
    where: SourceLine | None = None
    group: str = ""
    comment: str | None = None
    machine_score: float | None = None
    half: bool = False
    decided: str | None = None

    @property
    def nameless(self) -> bool:
        """Whether nobody has said yet which mistake it is."""
        return not self.misconceptions and not self.hint

    @property
    def full(self) -> bool:
        """Whether it has earned all its points."""
        return self.status.paid and self.score >= self.max_score

    @property
    def broken(self) -> bool:
        """Whether nothing can be computed from the value, or there is none. If all of it is zero, the error is 1.

        Without an error, it differs from call to call.
        """
        zero = self.worst is not None and self.worst.got == 0 and self.error == 1
        unsteady = self.status is Status.WRONG and self.error is None
        return zero or unsteady or self.status.unusable or not self.status.answered
