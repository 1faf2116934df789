"""The plugin for Otter's grading: student code runs in our sandbox, never in Otter's kernel; Otter gets our points.

In `otter_config.json`:

    {"plugins": [{"autograder.otter.plugin.SandboxedGrading": {"solutions": "solutions"}}]}

`solutions` is a folder: absolute, or in the zip's `files/`. `policy` may name a policy file in the same way, and
`isolation` may be "best-effort" if student code cannot be fully isolated.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from otter.plugins import AbstractOtterPlugin

from autograder.declare.course import Course, open_course
from autograder.declare.reference import CourseError
from autograder.grading import Grader
from autograder.otter.results import summary, test_files
from autograder.report.report import Report
from autograder.sandbox import Isolation, Limits, Sandbox, fit_to_container
from autograder.staff.policy import Policy, PolicyError
from autograder.staff.policy_file import read_policy
from autograder.staff.secret import course_secret
from autograder.submissions.gather import find
from autograder.submissions.read import read

OTTER_LOG = ".OTTER_LOG"
SETTINGS = ("solutions", "policy", "isolation")


class UngradableError(Exception):
    """This submission could not be graded, with the reason: Otter writes no results, so it does not become a zero."""


class SandboxedGrading(AbstractOtterPlugin):  # type: ignore[misc]
    """Grades the notebook in the sandbox before Otter executes it; the report replaces Otter's results."""

    def __init__(self, submission_path: str, metadata: dict[str, Any], plugin_config: dict[str, Any]) -> None:
        super().__init__(submission_path, metadata, plugin_config)
        self._report: Report | None = None
        self._policy = Policy()

    def before_grading(self, config: Any) -> None:
        """Remove the student's log: it is a pickle, and Otter would load it in a process that knows the answers."""
        config.grade_from_log = False
        Path(self.submission_path).with_name(OTTER_LOG).unlink(missing_ok=True)

    def before_execution(self, submission: Any) -> Any:
        """Grade the file as it was handed in, and return an empty notebook for Otter to execute."""
        self._report = self._graded()
        submission.cells = []
        return submission

    def after_grading(self, results: Any) -> None:
        """Replace the results of the empty notebook by ours."""
        if self._report is None:
            raise UngradableError("the notebook was never graded in the sandbox")
        results.results = test_files(self._report, self._policy)
        results.set_output(summary(self._report))

    def generate_report(self) -> str:
        """Return the text above the questions."""
        return "" if self._report is None else summary(self._report)

    def _graded(self) -> Report:
        course, isolation = self._settings()
        sources = find((Path(self.submission_path),))
        secret = course_secret(Path(click.get_app_dir("autograder")))
        packages = ("numpy", *self._policy.packages)
        with Sandbox(fit_to_container(Limits()), isolation, packages=packages) as sandbox:
            report = Grader(course, sandbox, secret, self._policy).grade(read(sources[0]))
        if report.reason is not None:
            raise UngradableError(report.reason)
        return report

    def _settings(self) -> tuple[Course, Isolation]:
        """Return the settings. Raises UngradableError, which names the one that cannot be used."""
        said = self.plugin_config or {}
        unknown = [name for name in said if name not in SETTINGS]
        if unknown:
            raise UngradableError(f"the plugin has no setting {unknown[0]!r}: it has {', '.join(SETTINGS)}")
        try:
            isolation = Isolation(said.get("isolation", Isolation.REQUIRED.value))
            course = open_course(self._place(said["solutions"]) if "solutions" in said else None)
            if "policy" in said:
                self._policy = read_policy(self._place(said["policy"]), course)
        except (CourseError, PolicyError, ValueError) as error:
            raise UngradableError(f"the plugin's settings: {error}") from error
        return course, isolation

    def _place(self, name: str) -> Path:
        """Return a path of the settings: Otter unpacks the zip's files beside the folder of the submission."""
        return Path(self.submission_path).resolve().parents[1] / "source" / "files" / name
