"""The wording of statuses and points: the same on the page and in the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from autograder.report.status import Kind, Status
from autograder.report.verdict import Verdict

if TYPE_CHECKING:  # the student's side takes its words from here, and needs no report
    from autograder.report.report import NearText, Report


def words(verdict: Verdict) -> str:
    """Return the verdict's status in words, with its effect on the points if that is not obvious."""
    said = verdict.status.words
    if verdict.status is Status.SHAPE and verdict.score > 0:
        return "right values, wrong shape"
    if verdict.status is Status.FOLLOWS and verdict.score == verdict.max_score:
        return f"{said}: full points"
    return said


def points(value: float) -> str:
    """Format points with at most two decimals, none if not needed. Raises ValueError if they are not finite."""
    if not math.isfinite(value):
        raise ValueError(f"points are not finite: {value}")
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(report: Report) -> float | None:
    """Return the score in percent, 0 to 100, or None if it means nothing."""
    return 100 * report.score / report.max_score if report.gradable and report.max_score else None


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
