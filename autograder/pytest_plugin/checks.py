"""The judge without solutions: the checks of the notebook, in the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from autograder.declare.problem import Problem
from autograder.plain.question_names import function_of
from autograder.pytest_plugin.hand_in import HandIn, UnusableFileError, submission_at
from autograder.pytest_plugin.outcome import QuestionOutcome, of_finding
from autograder.pytest_plugin.request import PluginRequest
from autograder.sandbox import Sandbox
from autograder.student.check_session import CheckSession
from autograder.student.codec import PublicError
from autograder.student.public import Public, from_text, shipped, shipped_names
from autograder.student.terminal import best_sandbox, checking
from autograder.submissions.problem_of import problem_of
from autograder.submissions.submission import Document


@dataclass
class Checks:
    """The checks of the notebook: no solution is needed, and one sandbox serves all files."""

    request: PluginRequest
    _stack: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def sandbox(self) -> Sandbox:
        """The sandbox, started when the first file runs."""
        return self._stack.enter_context(best_sandbox())

    def known(self) -> tuple[str, ...]:
        """Return the problems that a file can be about."""
        own = () if self.request.tests is None else tuple(p.name for p in self.request.tests.problems)
        return tuple(dict.fromkeys((*own, *shipped_names())))

    def open(self, path: Path, entry: str | None) -> HandIn:
        """Read a file. Raises UnusableFileError if it cannot be read, or is about no known problem."""
        document = submission_at(path, self.known).documents[0]
        public, points, follow_through = self._public(document, path, entry)
        worth = points or {q.name: q.points for q in public.problem.questions}
        return CheckedHandIn(public.problem, public, document, worth, follow_through, self)

    def _public(
        self, document: Document, path: Path, entry: str | None
    ) -> tuple[Public, dict[str, float] | None, float]:
        name = problem_of(document, self.known(), entry if entry in self.known() else None)
        tests = self.request.tests
        given = None if tests is None or name is None else tests.problem(name)
        if given is not None:
            return given.public, dict(given.points), given.follow_through
        if document.public is not None:
            try:
                return from_text(document.public), None, 1.0
            except PublicError as error:
                raise UnusableFileError(f"{path.name}: {error}") from None
        public = None if name is None else shipped(name)
        if public is None:
            known = ", ".join(self.known())
            raise UnusableFileError(f"{path.name} does not say which problem it is about: {known}", stray=True)
        return public, None, 1.0

    def close(self) -> None:
        """End the sandbox."""
        self._stack.close()


@dataclass
class CheckedHandIn:
    """A file that is judged by the checks of its notebook, function by function."""

    problem: Problem
    public: Public
    document: Document
    points: dict[str, float]
    follow_through: float
    checks: Checks
    _stack: ExitStack = field(default_factory=ExitStack)

    def outcome(self, question: str) -> QuestionOutcome:
        """Check the question's function, and return the outcome of the question."""
        desk, _ = self._opened
        function = function_of(question)
        finding = next(f for f in desk.findings(function) if f.question == question)
        return of_finding(finding, self.points[question], self.follow_through)

    @property
    def notes(self) -> tuple[str, ...]:
        return self._opened[1]()

    @cached_property
    def _opened(self) -> tuple[CheckSession, Callable[[], tuple[str, ...]]]:
        return self._stack.enter_context(checking(self.document, self.public, self.checks.sandbox))

    def rename(self, name: str, slug: str) -> None:
        """Do nothing: checks write no pages."""

    def close(self) -> None:
        """End the student's process."""
        self._stack.close()
        self.__dict__.pop("_opened", None)
