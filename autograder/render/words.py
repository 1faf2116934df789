"""The wording of statuses and points: the same on the page and in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as date_type
from datetime import datetime
from typing import TYPE_CHECKING

from autograder.plain.safe_text import plain
from autograder.report.status import Kind, Status
from autograder.report.total import points
from autograder.report.verdict import Verdict

if TYPE_CHECKING:  # the student's side takes its words from here, and needs no report
    from autograder.report.head import Lateness
    from autograder.report.report import NearText, Report
    from autograder.report.total import Total

__all__ = ["cell", "day", "duration", "first_to_fix", "in_words", "late_words", "moment", "percent", "points", "words"]
CAP = 2000
"""Longest text of one verdict in characters."""
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Their names here do not depend on the system's language."""


def words(verdict: Verdict) -> str:
    """Return the verdict's status in words, with its effect on the points if that is not obvious."""
    said = verdict.status.words
    if verdict.status is Status.SHAPE and verdict.score > 0:
        return "right values, wrong shape"
    if verdict.status is Status.FOLLOWS and verdict.score == verdict.max_score:
        return f"{said}: full points"
    return said


def in_words(verdict: Verdict, cap: int = CAP) -> str:
    """Return a verdict as a few lines of plain text, safe to show anywhere."""
    lines = [f"{verdict.status.kind.value} {words(verdict)}", verdict.message]
    if verdict.misconceptions:
        lines.append(f"({', '.join(verdict.misconceptions)})")
    if verdict.hint:
        lines.append(verdict.hint)
    return plain("\n".join(filter(None, lines)), cap)


def percent(report: Report) -> float | None:
    """Return the points in percent, not rounded, or None if they mean nothing."""
    return report.total.percent if report.gradable else None


def late_words(late: Lateness, total: Total | None) -> str:
    """Return how late a hand-in came, and its points before and after, unless they are not to be shown."""
    said = "Handed in late" if late.seconds is None else f"Handed in {duration(late.seconds)} late"
    if not late.share or total is None:
        return f"{said}."
    before = "1 point becomes" if total.before == 1 else f"{points(total.before)} points become"
    return f"{said}: {before} {points(total.score)} ({late.rule})."


def moment(iso: str, like: str = "") -> str:
    """Return a time in ISO 8601 for people; in the time zone of another one, if both have one."""
    found = datetime.fromisoformat(iso)
    if found.tzinfo is not None and like:
        found = found.astimezone(datetime.fromisoformat(like).tzinfo)
    zone = found.strftime("%z")
    shown = f" (UTC{zone[:3]}:{zone[3:5]})" if zone else ""
    return f"{day(found.date())}, {found:%H:%M}{shown}"


def day(date: date_type | str) -> str:
    """Return a date for people: "4 March 2026"."""
    found = date_type.fromisoformat(date) if isinstance(date, str) else date
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def duration(seconds: int) -> str:
    """Return a duration in its two largest units: "2 days 3 hours", "5 minutes"."""
    days, rest = divmod(seconds, 86400)
    parts = ((days, "day"), (rest // 3600, "hour"), (rest % 3600 // 60, "minute"))
    said = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n]
    return " ".join(said[:2]) or "less than a minute"


def first_to_fix(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return the first mistake in the order of computation, else the first question not written, or None.

    A function that is not there comes before what it spoils. What a person gave full points for is nothing to fix.
    """
    settled = (v for v in verdicts if v.decided is None or v.score < v.max_score)
    rest = [v for v in settled if v.status.kind in (Kind.WRONG, Kind.UNWRITTEN)]
    mistakes = [v for v in rest if v.status is not Status.NOT_IMPLEMENTED]
    mistaken = any(v.status.kind is Kind.WRONG for v in mistakes)
    return (mistakes if mistaken else rest)[0] if rest else None


def cell(near: NearText) -> str:
    """Return in which cell a text stands, as people count; nothing where that is not known."""
    return f", in cell {near.cell + 1}" if near.cell >= 0 else ""
