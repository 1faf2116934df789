"""What is said about the wrong answers of one problem."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.report.verdict import Verdict


@dataclass(frozen=True)
class Diagnosis:
    """The verdicts with their explanations, the first wrong question, and sentences about the whole problem."""

    verdicts: tuple[Verdict, ...]
    first_wrong: str | None = None
    notes: tuple[str, ...] = ()
