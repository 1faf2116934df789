"""One slot: reads, grades and renders one submission after the other, in a process of its own or in this one."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from autograder.batch.folder import OutputFolder
from autograder.course import Course
from autograder.grading import Grader
from autograder.policy import Policy
from autograder.report import Report
from autograder.sandbox import Isolation, Limits, Sandbox
from autograder.submissions.gather import Source
from autograder.submissions.read import read


@dataclass(frozen=True)
class Job:
    """What every slot of a run needs to know."""

    course: Course
    secret: bytes
    output: OutputFolder
    isolation: Isolation = Isolation.REQUIRED
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    fallback: str | None = None
    policy: Policy = Policy()  # noqa: RUF009 - frozen


@dataclass(frozen=True)
class Slot:
    """A grader with its sandbox, and where its results go."""

    grader: Grader
    output: OutputFolder

    def grade(self, source: Source) -> Report:
        """Grade one submission and write its files; OutputError where they cannot be written.

        A fault of the grader's own code makes this one submission ungradable, and the class goes on.
        """
        try:
            report = self.grader.grade(read(source))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours and not the student's
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(frame.filename).name}, line {frame.lineno}"
            reason = (
                f"{source.file}: a fault of the grader itself ({type(error).__name__} at {place}); please report it"
            )
            report = Report(source.name, source.slug, "", reason=reason)
        started = perf_counter()
        self.output.write_report(report)
        return replace(report, timings=replace(report.timings, rendering=perf_counter() - started))


@contextmanager
def open_slot(job: Job, number: int = 0, cpu: int | None = None) -> Iterator[Slot]:
    """Start a slot's sandbox; IsolationError or SandboxError where it cannot be had.

    With `cpu`, this process, the zygote and its children stay on one core: a round trip takes a ninth of the time.
    Afterwards this process has its cores back.
    """
    before = cores()
    if cpu is not None:
        os.sched_setaffinity(0, {cpu})
    packages = ("numpy", *job.policy.packages)
    try:
        with Sandbox(job.limits, job.isolation, cpu=cpu, slot=number, packages=packages) as sandbox:
            yield slot_of(job, sandbox)
    finally:
        if cpu is not None:
            os.sched_setaffinity(0, before)


def slot_of(job: Job, sandbox: Sandbox) -> Slot:
    """Make a slot of a sandbox that is open already."""
    return Slot(Grader(job.course, sandbox, job.secret, job.policy, job.fallback), job.output)


def cores() -> list[int]:
    """List the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))
