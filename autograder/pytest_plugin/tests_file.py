"""The tests file of a repository: the problems of an assignment, their points, and what their checks need.

It is JSON, so that nothing in it runs. Its digest tells staff whether a student's copy is the one that was handed out.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.plain.errors import MendableError
from autograder.student.codec import PublicError
from autograder.student.public import Public, from_text

NAME = "autograder_tests.json"
SCHEMA = "autograder-tests/1"
EXPECTED = "AUTOGRADER_TESTS_SHA256"
"""The environment variable in which the workflow says which digest the tests file should have."""


class RepositoryTestsError(MendableError):
    """A tests file that cannot be used; the message names it and the reason."""


@dataclass(frozen=True)
class RepositoryProblem:
    """One problem: its points by question, the share for values that follow from a mistake, and its public part."""

    name: str
    points: Mapping[str, float]
    follow_through: float
    public: Public


@dataclass(frozen=True)
class RepositoryTests:
    """A tests file as it was read; `sha256` is the digest of its text, whatever its line endings."""

    path: Path
    assignment: str
    problems: tuple[RepositoryProblem, ...]
    sha256: str

    @property
    def expected(self) -> str:
        """The digest that the workflow expects, or "" if it says none."""
        return os.environ.get(EXPECTED, "")

    @property
    def changed(self) -> bool:
        """Whether this is not the file that was handed out, as far as the workflow knows."""
        return self.expected not in ("", self.sha256)

    def standing(self) -> str:
        """Return whether this is the file that was handed out, in one line."""
        short = f"{self.path.name}, SHA-256 {self.sha256[:12]}"
        if not self.expected:
            return short
        return f"{short}: CHANGED, {self.expected[:12]} was handed out" if self.changed else f"{short}: as handed out"

    def problem(self, name: str) -> RepositoryProblem | None:
        """Return one problem, or None if it is not part of the assignment."""
        return next((problem for problem in self.problems if problem.name == name), None)


def tests_text(assignment: str, problems: Mapping[str, tuple[Mapping[str, float], float, str]]) -> str:
    """Return the text of a tests file; a problem has its points, its follow-through and its public part."""
    written = {
        "schema": SCHEMA,
        "assignment": assignment,
        "problems": [
            {"problem": name, "points": dict(points), "follow_through": share, "public": json.loads(public)}
            for name, (points, share, public) in problems.items()
        ],
    }
    return json.dumps(written, indent=1) + "\n"


def digest(text: str) -> str:
    """Return the digest of the text of a tests file; Git may have changed its line endings."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")).hexdigest()


def read_tests_file(path: Path) -> RepositoryTests:
    """Read a tests file. Raises RepositoryTestsError if it cannot be used."""
    try:
        text = path.read_text("utf-8")
        given = json.loads(text)
        if given["schema"] != SCHEMA:
            raise RepositoryTestsError(f"{path}: written by another version of backprop-autograder: update it")
        problems = tuple(_problem(one) for one in given["problems"])
        return RepositoryTests(path, str(given["assignment"]), problems, digest(text))
    except OSError as error:
        raise RepositoryTestsError(f"{path}: cannot be read: {error.strerror}") from None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, PublicError):
        raise RepositoryTestsError(f"{path}: not a tests file of backprop-autograder") from None


def _problem(given: Any) -> RepositoryProblem:
    public = from_text(json.dumps(given["public"]))
    points = {q.name: float(given["points"][q.name]) for q in public.problem.questions}
    return RepositoryProblem(public.problem.name, points, float(given["follow_through"]), public)
