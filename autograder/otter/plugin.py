"""The plugin for Otter's grading: student code runs in our sandbox, never in Otter's kernel; our points are Otter's.

In `otter_config.json`:

    {"plugins": [{"autograder.otter.plugin.SandboxedGrading": {"solutions": "solutions"}}]}

`solutions` is a folder: absolute, or among the zip's `files/`. `policy` may name a policy file in the same way, and
`isolation` may be "best-effort" where student code cannot be shut in fully.
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
    """This submission could not be graded, and the reason: Otter writes no results, and nobody gets a zero for it."""


class SandboxedGrading(AbstractOtterPlugin):  # type: ignore[misc]
    """Hands the notebook to the sandbox before Otter executes it; the report takes the place of Otter's results."""

    def __init__(self, submission_path: str, metadata: dict[str, Any], plugin_config: dict[str, Any]) -> None:
        super().__init__(submission_path, metadata, plugin_config)
        self._report: Report | None = None
        self._policy = Policy()

    def before_grading(self, config: Any) -> None:
        """Take away the student's log: it is a pickle, and Otter would open it in a process that knows the answers."""
        config.grade_from_log = False
        Path(self.submission_path).with_name(OTTER_LOG).unlink(missing_ok=True)

    def before_execution(self, submission: Any) -> Any:
        """Grade the file as it was handed in, and leave Otter nothing of it to execute."""
        self._report = self._graded()
        submission.cells = []
        return submission

    def after_grading(self, results: Any) -> None:
        """Put our results in the place of those of an empty notebook."""
        if self._report is None:
            raise UngradableError("the notebook was never handed to the sandbox")
        results.results = test_files(self._report, self._policy)
        results.set_output(summary(self._report))

    def generate_report(self) -> str:
        """Say what stands above the questions."""
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
        """Read the settings; UngradableError names the one that cannot be used."""
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
        """Find a path of the settings: Otter lays the zip's files beside the folder of the submission."""
        return Path(self.submission_path).resolve().parents[1] / "source" / "files" / name
