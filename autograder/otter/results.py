"""A report as Otter's results: one test file per function, one test case per question, our points and text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from otter.test_files.abstract_test import TestCase, TestCaseResult, TestFile

from autograder.plain.safe_text import plain
from autograder.render.words import in_words
from autograder.report.report import ProblemReport, Report
from autograder.report.verdict import Verdict
from autograder.staff.policy import Policy, Visibility

CAP = 2000
FULL = 1e-9


class GradedElsewhere(TestFile):  # type: ignore[misc]
    """A test file whose results are already known; Otter never runs it."""

    @classmethod
    def from_file(cls, path: str) -> GradedElsewhere:
        """Raise NotImplementedError: there is no such file."""
        raise NotImplementedError(path)

    @classmethod
    def from_metadata(cls, s: Any, path: str) -> GradedElsewhere:
        """Raise NotImplementedError: there is no such text."""
        raise NotImplementedError(path)

    def run(self, global_environment: dict[str, Any]) -> None:
        """Leave the results as they are."""


def test_files(report: Report, policy: Policy) -> dict[str, TestFile]:
    """Return the test files of a report by function name; with several problems, names include the problem."""
    made: dict[str, TestFile] = {}
    for problem in report.problems:
        for function in dict.fromkeys(v.function for v in problem.verdicts):
            name = function if len(report.problems) == 1 else f"{problem.problem}.{function}"
            verdicts = [v for v in problem.verdicts if v.function == function]
            made[name] = _test_file(name, verdicts, problem, policy)
    return made


def _test_file(name: str, verdicts: list[Verdict], problem: ProblemReport, policy: Policy) -> TestFile:
    cases = [_case(verdict, problem.problem, policy) for verdict in verdicts]
    file = GradedElsewhere(name, name, cases, all_or_nothing=False)
    file.test_case_results = [
        TestCaseResult(case, in_words(verdict), verdict.score >= verdict.max_score - FULL)
        for case, verdict in zip(cases, verdicts, strict=True)
    ]
    file.update_score(sum(verdict.score for verdict in verdicts))
    return file


def _case(verdict: Verdict, problem: str, policy: Policy) -> TestCase:
    hidden = policy.seen(problem, verdict.question) is not Visibility.VISIBLE
    return TestCase(verdict.question, None, hidden, verdict.max_score, None, None)


def summary(report: Report) -> str:
    """Return the text above the questions: the notes, and how many written answers there are to read."""
    return plain("\n".join(_lines(report)), CAP)


def _lines(report: Report) -> Iterator[str]:
    for problem in report.problems:
        yield f"{problem.title}: {problem.score:g} of {problem.max_score:g} points, graded by backprop-autograder"
        yield from problem.notes
        answered = [w for w in problem.written if not w.empty]
        if problem.written:
            yield f"{len(answered)} of {len(problem.written)} written questions are answered; a person reads them."
    if report.isolation != "full":
        yield f"Student code ran without full isolation: {report.isolation}."
