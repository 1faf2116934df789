"""The assignment: its problems, what they are worth, when it is due, and what being late costs.

Grading, every page, the exports and the zip for Gradescope take all of this from one `Assignment`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import Enum

from autograder.report.head import Head, Lateness
from autograder.report.report import Report
from autograder.report.total import points
from autograder.staff.policy import Policy


class LateUnit(str, Enum):
    """The unit in which lateness is counted; a started one counts whole."""

    HOUR = "hour"
    DAY = "day"

    @property
    def seconds(self) -> int:
        return 3600 if self is LateUnit.HOUR else 86400


@dataclass(frozen=True)
class LateRule:
    """What being late costs: `percent` of the points for each started unit, at most `most` percent.

    Within `grace_minutes` after the due time nothing is late.
    """

    percent: float
    per: LateUnit = LateUnit.DAY
    grace_minutes: float = 0.0
    most: float = 100.0

    def share(self, seconds: int | None) -> float:
        """Return the share of the points that this costs, 0 to 1; an unknown time counts as one unit."""
        units = 1 if seconds is None else max(1, math.ceil(seconds / self.per.seconds))
        return min(self.most, units * self.percent) / 100

    @property
    def words(self) -> str:
        grace = f" after {points(self.grace_minutes)} minutes" if self.grace_minutes else ""
        most = f", at most {points(self.most)} %" if self.most < 100 else ""
        return f"{points(self.percent)} % of the points per started {self.per.value}{grace}{most}"


@dataclass(frozen=True)
class Assignment:
    """Everything that staff say about an assignment; what is not said is "", None or empty.

    `problems` are in the order of the assignment; if there are none, each hand-in is graded on those that it holds.
    `due` has a time zone. `attempts` limits the graded attempts on Gradescope. `maximum` and `column` are those of the
    learning platform. `extensions` are later due times of single students, by the name of the student or the page.
    `policy` has the points of questions and who sees what. `stated`: staff named the problems
    themselves, rather than grading taking them from the hand-ins.
    """

    name: str = ""
    course: str = ""
    problems: tuple[str, ...] = ()
    due: datetime | None = None
    late: LateRule | None = None
    extensions: tuple[tuple[str, datetime], ...] = ()
    attempts: int | None = None
    maximum: float | None = None
    column: str = ""
    policy: Policy = Policy()  # noqa: RUF009 - frozen
    stated: bool = False

    def over(self, now: datetime) -> bool | None:
        """Return whether the due time has passed, or None if there is none."""
        return None if self.due is None else now > self.due

    def headed(self, report: Report, *, over: bool | None = None, graded: str = "") -> Report:
        """Return a report with its head, and what being late costs; `graded` is the date, if it is graded now."""
        head, own = report.head, self.extension(report.name, report.slug)
        extended = self if own is None else replace(self, due=own)
        due = "" if extended.due is None else extended.due.isoformat()
        told = own is not None and head.handed_in  # the platform's own mark is about the class's due time
        late = extended.lateness(replace(head, marked_late=False) if told else head)
        made = replace(
            head,
            course=self.course,
            assignment=self.name,
            due=due,
            over=over,
            late=late,
            extended=own is not None,
            graded=graded or head.graded,
        )
        return replace(report, head=made)

    def extension(self, *names: str) -> datetime | None:
        """Return the due time of a student who has an extension, or None."""
        called = {name.casefold() for name in names}
        own = [due for name, due in self.extensions if name.casefold() in called]
        return None if self.due is None or not own else max(self.due, *own)

    def lateness(self, head: Head) -> Lateness | None:
        """Return how late a hand-in came, or None if it is not late as far as is known.

        It is late if its time is after the due time and the grace, or if the learning platform says so and its time is
        not known to be within the grace.
        """
        rule = self.late or LateRule(0.0)
        seconds: int | None = None
        if self.due is not None and head.handed_in:
            # Two times of one zone are subtracted as the clocks show them, whatever the clocks did in between.
            seconds = math.ceil(self.time(head.handed_in).timestamp() - self.due.timestamp())
            if 0 < seconds <= rule.grace_minutes * 60:
                return None
            seconds = seconds if seconds > 0 else None
        if seconds is None and not head.marked_late:
            return None
        return Lateness(seconds, rule.share(seconds), "" if self.late is None else rule.words)

    def time(self, handed_in: str) -> datetime:
        """Return a stored time of a hand-in; one without an offset is in the time zone of the due time."""
        found = datetime.fromisoformat(handed_in)
        return found if found.tzinfo is not None or self.due is None else found.replace(tzinfo=self.due.tzinfo)


_WORDS = {"late": "late rule", "due": "due time", "maximum": "platform's maximum", "column": "platform's column"}


def changes(old: Assignment, new: Assignment) -> Iterator[str]:
    """Yield in words what differs between two assignments."""
    for one in fields(Assignment):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before == after or one.name == "stated":
            continue
        if one.name == "policy":
            yield "points, visibility or packages"
        else:
            yield f"{_WORDS.get(one.name, one.name)} {_shown(before)} -> {_shown(after)}"


def _shown(value: object) -> str:
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, tuple):
        return ", ".join(one if isinstance(one, str) else f"{one[0]} until {_shown(one[1])}" for one in value)
    if isinstance(value, LateRule):
        return value.words
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return points(value) if isinstance(value, float) else str(value)
