"""The judge of grading: with the solutions, fully confined, with the points of the assignment."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import click

from autograder.batch.judging import Basis
from autograder.batch.setting import Setting
from autograder.batch.settings import assignment_file, standing
from autograder.declare.course import Course, open_course
from autograder.declare.problem import Problem
from autograder.declare.reference import CourseError
from autograder.grading import Grader, choose_assigned
from autograder.plain.errors import MendableError
from autograder.pytest_plugin.hand_in import UnusableFileError, submission_at
from autograder.pytest_plugin.outcome import QuestionOutcome, of_verdict
from autograder.pytest_plugin.request import PluginRequest
from autograder.report.report import Report
from autograder.sandbox import Isolation, Limits, Sandbox, SandboxError, fit_to_container
from autograder.staff.assignment import Assignment
from autograder.staff.secret import course_secret
from autograder.submissions.submission import Submission


@dataclass
class Grading:
    """Grades each file as `autograder grade` does, with the assignment.toml of the current folder if there is one."""

    request: PluginRequest
    _stack: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def course(self) -> Course:
        """The problems. Raises UsageError, through `basis`, if there are none."""
        return open_course(self.request.solutions)

    @cached_property
    def basis(self) -> Basis:
        """What staff have set. Raises MendableError, which says what is wrong and where."""
        return standing(None, {Setting.ASSIGNMENT: assignment_file(None, None)}).basis(self.course)

    @cached_property
    def grader(self) -> Grader:
        """The grader with its sandbox, started when the first file runs. Raises SandboxError."""
        packages = ("numpy", *self.basis.policy.packages)
        sandbox = Sandbox(fit_to_container(Limits()), Isolation(self.request.isolation), packages=packages)
        secret = course_secret(Path(click.get_app_dir("autograder")))
        return Grader(self.course, self._stack.enter_context(sandbox), secret, self.basis.policy)

    def open(self, path: Path, entry: str | None) -> GradedHandIn:
        """Read a file. Raises UnusableFileError if it cannot be read, or is about no problem of the course."""
        submission = submission_at(path, lambda: self.course.names)
        fallback = entry if entry in self.course.names else None
        chosen = choose_assigned(submission.documents, self.course, fallback, self._assignment).chosen
        if not chosen:
            known = ", ".join(self._assignment.problems or self.course.names)
            raise UnusableFileError(f"{path.name} does not say which problem it is about: {known}", stray=True)
        try:
            problem = self.course.reference(chosen[0][0]).problem
        except CourseError as error:
            raise UnusableFileError(str(error)) from None
        return GradedHandIn(problem, submission, fallback, self)

    @property
    def _assignment(self) -> Assignment:
        try:
            return self.basis.assignment
        except MendableError as error:
            raise UnusableFileError(str(error)) from None

    def close(self) -> None:
        """End the sandbox."""
        self._stack.close()


@dataclass
class GradedHandIn:
    """A file that is graded as a whole with its first question: a later one may lose nothing for an earlier mistake."""

    problem: Problem
    submission: Submission
    fallback: str | None
    grading: Grading

    def outcome(self, question: str) -> QuestionOutcome:
        """Return the outcome of one question. Raises SandboxError if the submission cannot be graded."""
        return self._outcomes[question]

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(note for problem in self.report.problems for note in problem.notes)

    @cached_property
    def _outcomes(self) -> dict[str, QuestionOutcome]:
        if self.report.reason is not None:
            raise SandboxError(self.report.reason)
        return {v.question: of_verdict(v) for problem in self.report.problems for v in problem.verdicts}

    @cached_property
    def report(self) -> Report:
        """The report of this file. Other problems of the assignment are those of other files."""
        grader = replace(self.grading.grader, fallback=self.fallback)
        report = grader.examine(self.submission).report
        report = self.grading.basis.finished(report, graded=True)
        if self.grading.request.report is not None:
            self._write(report, self.grading.request.report)
        return report

    def _write(self, report: Report, folder: Path) -> None:
        from autograder.batch.folder import OutputFolder  # noqa: PLC0415 - only a report needs pages

        output = OutputFolder(folder)
        output.prepare()
        output.write_report(report)

    def rename(self, name: str, slug: str) -> None:
        """Set the name of the hand-in, and that of its page, which no other one has."""
        self.submission = replace(self.submission, name=name, slug=slug)

    def close(self) -> None:
        """Forget what was handed in; its process has ended with grading."""
