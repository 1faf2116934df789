"""How statuses and points are said: the same words on the page and in the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from autograder.report.status import Kind, Status
from autograder.report.verdict import Verdict

if TYPE_CHECKING:  # the student's side takes its words from here, and needs no report
    from autograder.report.report import Report


def words(verdict: Verdict) -> str:
    """Say the verdict's status, and what it did to the points where that is not plain."""
    said = verdict.status.words
    if verdict.status is Status.SHAPE and verdict.score > 0:
        return "right values, wrong shape"
    if verdict.status is Status.FOLLOWS and verdict.score == verdict.max_score:
        return f"{said}: full points"
    return said


def points(value: float) -> str:
    """Write points with two decimals at the most, and none where none are needed; ValueError where not finite."""
    if not math.isfinite(value):
        raise ValueError(f"points are not finite: {value}")
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(report: Report) -> float | None:
    """Give the score in percent, 0 to 100; None where it means nothing."""
    return 100 * report.score / report.max_score if report.gradable and report.max_score else None


def first_to_fix(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Give the first mistake in the order of computation, else the first question not written; None if none is."""
    rest = [v for v in verdicts if v.status.kind in (Kind.WRONG, Kind.UNWRITTEN)]
    return next((v for v in rest if v.status.kind is Kind.WRONG), rest[0] if rest else None)
