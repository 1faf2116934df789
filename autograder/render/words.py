"""How statuses and points are said: the same words on the page and in the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from autograder.report.verdict import Status, Verdict

if TYPE_CHECKING:  # the student's side takes its words from here, and needs no report
    from autograder.report.report import Report


class Kind(Enum):
    """What a status asks of the student; the value is the symbol that stands beside the word."""

    RIGHT = "✓"
    FOLLOWS = "↳"
    UNWRITTEN = "○"
    WRONG = "✗"


@dataclass(frozen=True)
class Word:
    """A status in words, and the sentence that explains it in the legend."""

    kind: Kind
    words: str
    meaning: str


WORDS = {
    Status.MISSING: Word(Kind.UNWRITTEN, "not found", "The notebook has no function of this name."),
    Status.NOT_IMPLEMENTED: Word(Kind.UNWRITTEN, "not written yet", "The function is still the empty stub."),
    Status.RAISED: Word(
        Kind.WRONG, "raised an error", "The function stopped with an exception. The line it came from is shown."
    ),
    Status.TIMEOUT: Word(Kind.WRONG, "took too long", "The function had not come back when its time was over."),
    Status.CRASHED: Word(Kind.WRONG, "crashed", "The function ended the whole program, not only itself."),
    Status.SHAPE: Word(
        Kind.WRONG,
        "wrong shape or type",
        "The result has another type, shape or name than was asked for. "
        "Right values that only stand the wrong way round earn part of the points.",
    ),
    Status.NOT_FINITE: Word(Kind.WRONG, "nan or infinite", "The value holds nan or inf where a number is expected."),
    Status.CORRECT: Word(Kind.RIGHT, "right", "The value agrees with the reference on every test."),
    Status.CLOSE: Word(
        Kind.RIGHT,
        "right, to fewer digits",
        "The value agrees, but less exactly than double precision allows: float32, or a small epsilon, went into it.",
    ),
    Status.NOT_ANALYTIC: Word(
        Kind.WRONG,
        "numerical, not derived",
        "The gradient was measured by differencing the loss. Deriving it is the exercise.",
    ),
    Status.FOLLOWS: Word(
        Kind.FOLLOWS,
        "follows from an earlier mistake",
        "The value is not right, but this step is: it is exactly what comes out of an earlier value that is not right. "
        "A mistake costs its points once, where it was made.",
    ),
    Status.WRONG: Word(Kind.WRONG, "wrong", "The value differs from the reference by more than rounding explains."),
}


def kind(verdict: Verdict) -> Kind:
    """Tell what the verdict asks of the student."""
    return WORDS[verdict.status].kind


def words(verdict: Verdict) -> str:
    """Say the verdict's status, and what it did to the points where that is not plain."""
    said = WORDS[verdict.status].words
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
    rest = [v for v in verdicts if kind(v) in (Kind.WRONG, Kind.UNWRITTEN)]
    return next((v for v in rest if kind(v) is Kind.WRONG), rest[0] if rest else None)
