"""Grade a notebook that Otter was given, with the settings of `otter_config.json`, in our sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from autograder.declare.course import Course, open_course
from autograder.declare.reference import CourseError
from autograder.grading import Grader
from autograder.otter.errors import UngradableError
from autograder.report.report import Report
from autograder.sandbox import Isolation, Limits, Sandbox, fit_to_container
from autograder.staff.assignment_file import parse_assignment
from autograder.staff.policy import Policy, PolicyError
from autograder.staff.policy_file import read_policy, read_text
from autograder.staff.secret import course_secret
from autograder.submissions.gather import find
from autograder.submissions.read import read

SETTINGS = ("solutions", "assignment", "policy", "isolation")


@dataclass(frozen=True)
class Settings:
    """The plugin's settings, read."""

    course: Course
    policy: Policy
    isolation: Isolation


def graded(notebook: Path, settings: Settings) -> Report:
    """Return the report of one file. Raises UngradableError with the reason if there is none."""
    if notebook.is_symlink():  # `find` follows the links that a user typed, but this one is the student's
        raise UngradableError(f"{notebook.name} is a link, not a file")
    secret = course_secret(Path(click.get_app_dir("autograder")))
    packages = ("numpy", *settings.policy.packages)
    with Sandbox(fit_to_container(Limits()), settings.isolation, packages=packages) as sandbox:
        report = Grader(settings.course, sandbox, secret, settings.policy).grade(read(find((notebook,))[0]))
    if report.reason is not None:
        raise UngradableError(report.reason)
    return report


def read_settings(said: Mapping[str, Any], files: Path) -> Settings:
    """Return the settings; `files` are those of the zip. Raises UngradableError, which names the bad one."""
    unknown = [name for name in said if name not in SETTINGS]
    if unknown:
        raise UngradableError(f"the plugin has no setting {unknown[0]!r}: it has {', '.join(SETTINGS)}")
    try:
        isolation = Isolation(said.get("isolation", Isolation.REQUIRED.value))
        course = open_course(files / said["solutions"] if "solutions" in said else None)
        policy = read_policy(files / said["policy"], course) if "policy" in said else Policy()
        if "assignment" in said:
            path = files / said["assignment"]
            policy = parse_assignment(read_text(path), str(path), course).policy
    except (CourseError, PolicyError, ValueError) as error:
        raise UngradableError(f"the plugin's settings: {error}") from error
    return Settings(course, policy, isolation)
