"""One file whose questions are tests: what it is about, and the judge that knows the outcomes of its questions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from autograder.declare.problem import Problem
from autograder.pytest_plugin.outcome import QuestionOutcome
from autograder.submissions.gather import find
from autograder.submissions.one_file import read_file
from autograder.submissions.problem_of import problem_of
from autograder.submissions.submission import Submission


class UnusableFileError(Exception):
    """A file that cannot be judged; the message says why. `stray`: it is about none of the problems."""

    def __init__(self, message: str, *, stray: bool = False) -> None:
        super().__init__(message)
        self.stray = stray


class HandIn(Protocol):
    """A file that is about a problem. Nothing of it runs before the first outcome is asked for."""

    problem: Problem

    def outcome(self, question: str) -> QuestionOutcome:
        """Return the outcome of one question. Raises SandboxError if the student's code cannot be run."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said about the file besides its questions, once it has run."""

    def rename(self, name: str, slug: str) -> None:
        """Set the name of the hand-in, and that of its page, which no other one has."""

    def close(self) -> None:
        """End the student's process."""


class Judges(Protocol):
    """One way of judging, for all files of a run."""

    def open(self, path: Path, entry: str | None) -> HandIn:
        """Read a file; `entry` of the setting names it. Raises UnusableFileError."""

    def close(self) -> None:
        """End what is still running."""


def submission_at(path: Path, known: Callable[[], tuple[str, ...]]) -> Submission:
    """Read a file with what it imports. Raises UnusableFileError if it cannot be read."""
    source = find([path])[0]
    submission = read_file(source, lambda document: problem_of(document, known(), None) is None)
    if submission.trouble is not None:
        raise UnusableFileError(submission.trouble)
    return submission
