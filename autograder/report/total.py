"""The total of one submission: the one place where points are added up, and where a percentage is rounded.

The student's page, the class page, the gradebook, the report's JSON, the terminal, the exports and the zip for
Gradescope all take their numbers from here:

    points = machine + staff + written - late    of  machine_max + written_max    if everything is read
    points = machine + staff - late              of  machine_max                  while an answer waits for a reader

`machine` is the judge's. `staff` is what people changed of it, by the points of a hint or an adjustment. `written` is
what people gave for answers in words. While one of these waits, the total is the machine's alone, and `waits` says so:
unread is not zero. An empty answer waits for nobody and counts as zero points. `late` is what the late rule takes off
the sum of the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.report.verdict import Verdict
from autograder.report.written import WrittenAnswer


@dataclass(frozen=True)
class Total:
    """The parts of a total, in points; see the module. `unread` is the number of answers that wait for a reader."""

    machine: float
    machine_max: float
    staff: float = 0.0
    written: float = 0.0
    written_max: float = 0.0
    unread: int = 0
    unread_max: float = 0.0
    late_share: float = 0.0

    @property
    def judged(self) -> float:
        """The points for the judged questions, with the changes by people."""
        return self.machine + self.staff

    @property
    def before(self) -> float:
        """The points before the late rule."""
        return self.judged + (self.written if self.final else 0.0)

    @property
    def late(self) -> float:
        """The points that the late rule takes off, rounded as they are shown, so that what is shown adds up."""
        return round(max(0.0, self.before) * self.late_share, 2)

    @property
    def score(self) -> float:
        """The points: those of the machine alone while an answer waits."""
        return self._after(self.before)

    @property
    def max_score(self) -> float:
        """The maximum of `score`."""
        return self.whole_max if self.final else self.machine_max

    @property
    def whole_max(self) -> float:
        """The maximum once everything is read: the same for everybody who has the same assignment."""
        return self.machine_max + self.written_max

    @property
    def final(self) -> bool:
        """Whether nothing waits for a reader."""
        return not self.unread

    @property
    def machine_only(self) -> float:
        """The points without any for answers in words, after the late rule. Their maximum is `machine_max`."""
        return self._after(self.judged)

    @property
    def unread_as_zero(self) -> float:
        """The points if unread answers earn nothing, after the late rule. Their maximum is `whole_max`."""
        return self._after(self.judged + self.written)

    def _after(self, before: float) -> float:
        return max(0.0, before - round(max(0.0, before) * self.late_share, 2))

    @property
    def percent(self) -> float | None:
        """The points in percent of their maximum, not rounded, or None if there is nothing to score."""
        return 100 * self.score / self.max_score if self.max_score else None

    @property
    def waits(self) -> str:
        """A sentence about the answers that wait for a reader, or "" if there are none."""
        if not self.unread:
            return ""
        answers = "1 answer in words is" if self.unread == 1 else f"{self.unread} answers in words are"
        most = self.written + self.unread_max
        more = "1 more point" if most == 1 else f"{points(most)} more points"
        return f"{answers} not read yet: up to {more}."


def total_of(verdicts: Iterable[Verdict], answers: Iterable[WrittenAnswer], late_share: float = 0.0) -> Total:
    """Return the total of some questions; `late_share` is the share of the points that being late costs, 0 to 1."""
    judged, written = list(verdicts), list(answers)
    machine = sum((v.score if v.machine_score is None else v.machine_score for v in judged), 0.0)
    return Total(
        machine,
        sum((v.max_score for v in judged), 0.0),
        sum((v.score for v in judged), 0.0) - machine,
        sum((w.score or 0.0 for w in written), 0.0),
        sum((w.max_score for w in written), 0.0),
        sum(w.unread for w in written),
        sum((w.max_score for w in written if w.unread), 0.0),
        late_share,
    )


def points(value: float) -> str:
    """Format points with at most two decimals, none if not needed. Raises ValueError if they are not finite."""
    if not math.isfinite(value):
        raise ValueError(f"points are not finite: {value}")
    return f"{value:.2f}".rstrip("0").rstrip(".")


def rounded(percent: float) -> str:
    """Return a whole percentage, rounded down, so that 100 always means full points."""
    return str(math.floor(percent + 1e-9))
