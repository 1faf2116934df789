"""Which problems an assignment has, if nobody says so: those that most hand-ins hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from autograder.submissions.problem_of import problem_of
from autograder.submissions.source import Source
from autograder.submissions.submission import Submission

MOST = 0.5
"""A problem that at least this share of the hand-ins holds is part of the assignment."""
ALIKE = 0.9
"""The same for single files in a folder: they may be a collection, rather than a class with one assignment."""


@dataclass(frozen=True)
class HeldProblems:
    """The problems that a hand-in holds; `alone` if it is a single file of no learning platform."""

    problems: frozenset[str]
    alone: bool


def held_problems(source: Source, submission: Submission, known: Collection[str], fallback: str | None) -> HeldProblems:
    """Return the problems of a hand-in's documents."""
    found = (problem_of(document, known, fallback) for document in submission.documents)
    return HeldProblems(frozenset(name for name in found if name), source.single and source.student is None)


def common_problems(class_: Sequence[HeldProblems], known: Sequence[str]) -> tuple[str, ...]:
    """Return the problems that most hand-ins hold, in the order of the course; () if there is no such problem.

    Hand-ins that hold nothing of the course do not count.
    """
    holding = [one for one in class_ if one.problems]
    counts = Counter(name for one in holding for name in one.problems)
    share = ALIKE if all(one.alone for one in holding) else MOST
    return tuple(name for name in known if counts[name] and counts[name] >= share * len(holding))
