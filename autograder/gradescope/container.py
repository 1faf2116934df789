"""Grade one submission in the container, problem by problem; each result is written as soon as it is known."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.gradescope.attempts import too_many, used_up
from autograder.gradescope.compose import Graded, compose, with_message
from autograder.gradescope.contents import Contents, read_contents
from autograder.gradescope.metadata import Metadata, read_metadata
from autograder.gradescope.results import ResultFile, Results
from autograder.gradescope.upload import Upload, read_upload
from autograder.grading import Grader
from autograder.report.head import Head, Lateness
from autograder.report.report import ProblemReport
from autograder.sandbox import Isolation, Limits, Sandbox, fit_to_container
from autograder.staff.assignment import Assignment

OURS = (
    "The grader itself failed, which is not your fault: this is not a zero. What was judged before that is shown "
    "below. The course staff see the reason and can run it again."
)
SPARE_SECONDS = 10.0
"""Share of the deadline for starting and for judging; the rest is divided among the problems."""
LEAST_SECONDS = 10.0
PEAK = Path("/sys/fs/cgroup/memory.peak")


@dataclass(frozen=True)
class Paths:
    """Gradescope's folder, `/autograder` there."""

    base: Path

    @property
    def source(self) -> Path:
        return self.base / "source"

    @property
    def submission(self) -> Path:
        return self.base / "submission"

    @property
    def metadata(self) -> Path:
        return self.base / "submission_metadata.json"

    @property
    def results(self) -> Path:
        return self.base / "results" / "results.json"


def grade(paths: Paths, contents: Contents, started: float) -> None:
    """Grade the upload; our own failures are reported in the results and on stdout. Raises OSError if unwritable."""
    writer = _ResultWriter(contents, ResultFile(paths.results), started)
    try:
        _grade(paths, writer)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is ours and not the student's
        traceback.print_exc(file=sys.stdout)
        frame = traceback.extract_tb(error.__traceback__)[-1]
        writer.failed(f"a fault of the grader itself: {type(error).__name__} at {frame.filename}, line {frame.lineno}")


class _ResultWriter:
    """What is known so far, and the file that always contains it."""

    def __init__(self, contents: Contents, file: ResultFile, started: float) -> None:
        self.contents = contents
        self.graded = Graded()
        self._file = file
        self._started = started

    def put(self, results: Results) -> None:
        self._file.write(results, time.monotonic() - self._started)

    def know(self, **changes: Any) -> None:
        self.graded = replace(self.graded, **changes)
        self.put(self._composed())

    def judged(self, report: ProblemReport, said: Sequence[str]) -> None:
        """Add a problem's report, without the notes that are already shown above everything."""
        report = replace(report, notes=tuple(note for note in report.notes if note not in said))
        print(f"{report.problem}: {report.score:g} of {report.max_score:g} points")
        self.know(reports={**self.graded.reports, report.problem: report})

    def failed(self, reason: str) -> None:
        print(f"NOT COMPLETELY GRADED: {reason}")
        self.put(with_message(self._composed(), OURS, graded=False, attempt=False, reason=reason))

    def _composed(self) -> Results:
        return compose(self.contents.plan, self.contents.policy.gradescope, self.graded)


def _grade(paths: Paths, writer: _ResultWriter) -> None:
    contents, settings = writer.contents, writer.contents.policy.gradescope
    metadata = read_metadata(paths.metadata)
    if metadata.trouble:
        without = "; the limit of attempts cannot be applied" if settings.attempts_per_hour else ""
        print(f"{metadata.trouble}{without}")
    refused = used_up(metadata, contents.assignment.attempts) or too_many(metadata, settings.attempts_per_hour)
    if refused is not None and refused.last.results is not None:
        print("Not graded: too many attempts. The last result is kept.")
        writer.put(with_message(refused.last.results, refused.message, attempt=False))
        return
    late = lateness(contents.assignment, metadata)
    if late is not None:
        writer.know(late=late)
    upload = read_upload(paths.submission, contents.plan, contents.course)
    writer.know(absent=upload.absent, messages=upload.messages, extra={"sha256": upload.submission.sha256})
    for message in upload.messages:
        print(message)
    if len(upload.absent) < len(contents.plan.problems):
        _run(upload, writer)


def lateness(assignment: Assignment, metadata: Metadata) -> Lateness | None:
    """Return how late a submission is; the due time on Gradescope counts if it is later, as with an extension."""
    if assignment.due is None or metadata.created_at is None:
        return None
    due = max(assignment.due, metadata.due) if metadata.due is not None else assignment.due
    return replace(assignment, due=due).lateness(Head(handed_in=metadata.created_at.isoformat()))


def _run(upload: Upload, writer: _ResultWriter) -> None:
    policy = writer.contents.policy
    isolation = Isolation.BEST_EFFORT if policy.gradescope.best_effort else Isolation.REQUIRED
    problems = len(writer.contents.plan.problems) - len(upload.absent)
    limits = limits_for(policy.gradescope.deadline_seconds, problems)
    with Sandbox(limits, isolation, packages=("numpy", *policy.packages)) as sandbox:
        print(f"isolation: {sandbox.layers.description}; memory for a submission: {limits.memory_bytes >> 20} MiB")
        grader = Grader(writer.contents.course, sandbox, writer.contents.secret, policy, upload.fallback)
        report = grader.grade(upload.submission, lambda judged: writer.judged(judged, upload.remarks))
    if report.reason is not None:
        writer.failed(report.reason)
        return
    writer.know(extra={**writer.graded.extra, "isolation": report.isolation, **_peak()})


def _peak() -> dict[str, int]:
    """Return the container's peak memory with file pages, if the kernel counts it (control groups version 2)."""
    try:
        return {"memory_peak_mb": int(PEAK.read_text()) >> 20}
    except (OSError, ValueError):
        return {}


def limits_for(deadline: float, problems: int) -> Limits:
    """Return limits that divide the time until our deadline among the problems and fit the container's memory."""
    usual = Limits()
    share = max(LEAST_SECONDS, (deadline - SPARE_SECONDS) / max(1, problems))
    return fit_to_container(
        replace(
            usual, submission_seconds=min(usual.submission_seconds, share), slot_seconds=min(usual.slot_seconds, share)
        )
    )


__all__ = ["OURS", "Paths", "grade", "limits_for", "read_contents"]
