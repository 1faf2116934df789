"""The results of a run for GitHub: JSON for the reporter of GitHub Classroom, Markdown for the page of the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.pytest_plugin.classroom_json import results_json
from autograder.pytest_plugin.markdown import summary
from autograder.pytest_plugin.question_result import QuestionResult
from autograder.pytest_plugin.request import PluginRequest
from autograder.report.status import Status

RESULTS, SUMMARY = "results.json", "summary.md"


class ResultsRecorder:
    """Collects the reports of the tests, also those of other processes, and writes both files at the end."""

    def __init__(self, request: PluginRequest, folder: Path) -> None:
        self.request = request
        self.folder = folder
        self.found: dict[str, QuestionResult] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a test says."""
        told: dict[str, Any] = dict(report.user_properties)
        if report.when == "teardown" or not ("question" in told or (report.failed and "::readable" in report.nodeid)):
            return
        known = self.found.get(report.nodeid)
        if known is not None and report.when == "call":
            known.outcome, known.text = report.outcome, _text(report)
            known.seconds += report.duration
            return
        self.found[report.nodeid] = QuestionResult(
            report.nodeid,
            told.get("problem", ""),
            told.get("question", ""),
            next((s for s in Status if s.value == told.get("status")), None),
            "error" if report.failed else report.outcome,
            _text(report) if report.failed else "",
            float(told.get("points", 0)),
            float(told.get("max_points", 0)),
            told.get("misconceptions", ""),
            report.duration,
        )

    def questions(self) -> list[QuestionResult]:
        """Return the questions; those of the tests file that were not tested have no points, and say so."""
        tests, found = self.request.tests, list(self.found.values())
        if tests is None:
            return found
        by_name = {(q.problem, q.question): q for q in found if q.question}
        ours = [(problem, name, points) for problem in tests.problems for name, points in problem.points.items()]
        whole = [
            by_name.get((problem.name, name))
            or QuestionResult("", problem.name, name, None, "failed", _not_tested(problem.name, found), 0.0, points)
            for problem, name, points in ours
        ]
        return [*whole, *(q for q in found if not q.question)]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write both files."""
        self.folder.mkdir(parents=True, exist_ok=True)
        questions = self.questions()
        (self.folder / RESULTS).write_text(results_json(questions, self.request.tests), "utf-8")
        (self.folder / SUMMARY).write_text(summary(questions, self.request.tests), "utf-8")


def _text(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr or "")


def _not_tested(problem: str, found: list[QuestionResult]) -> str:
    troubles = [q.text for q in found if not q.question]
    return troubles[0] if troubles else f"not tested: there is no {problem}.ipynb, or it was left out of this run"
