"""One slot: reads, grades and renders one submission after the other, in a separate process or in this one."""

from __future__ import annotations

import os
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from time import perf_counter

from autograder.batch.cores import cores
from autograder.batch.entry import Entry, Packed
from autograder.batch.folder import OutputFolder, pages
from autograder.batch.judging import (
    Basis,
    content_digest,
    judge_again,
    packed_all,
    pictured,
    reassigned,
    restated,
    without_pictures,
)
from autograder.batch.packing import PackingError
from autograder.declare.course import Course
from autograder.grading import Examined, Grader, remarks
from autograder.judge.probes import seed
from autograder.plain.unused import Unused
from autograder.report.head import Head
from autograder.report.report import Report
from autograder.sandbox import ForkServer, Isolation, Limits, Sandbox, Switches
from autograder.staff.assignment import Assignment
from autograder.staff.policy import Policy
from autograder.staff.remarks import Staff
from autograder.submissions.read import read
from autograder.submissions.source import Source
from autograder.submissions.submission import Submission


@dataclass(frozen=True)
class Job:
    """What every slot of a run needs to know. `switches` are for tests, which switch layers off.

    `over` and `today` are those of `Basis`.
    """

    course: Course
    secret: bytes
    output: OutputFolder
    isolation: Isolation = Isolation.REQUIRED
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    fallback: str | None = None
    policy: Policy = Policy()  # noqa: RUF009 - frozen
    staff: Staff = Staff()  # noqa: RUF009 - frozen
    switches: Switches = Switches()  # noqa: RUF009 - frozen
    assignment: Assignment = Assignment()  # noqa: RUF009 - frozen
    over: bool | None = None
    today: str = ""

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that students may import."""
        return ("numpy", *self.policy.packages)

    @property
    def basis(self) -> Basis:
        return Basis(self.course, self.policy, self.staff, self.assignment, self.over, self.today)


class Fate(Enum):
    """What was done for a submission."""

    RUN = "run"
    JUDGED = "judged anew"
    KEPT = "kept"


@dataclass(frozen=True)
class Prior:
    """What the store contains about a submission from an earlier run."""

    entry: Entry
    packed: tuple[Packed, ...]


@dataclass(frozen=True)
class Finished:
    """One finished submission; `packed` is its evidence, empty if the store has it already."""

    entry: Entry
    packed: tuple[Packed, ...] = ()
    fate: Fate = Fate.RUN

    @property
    def place(self) -> int:
        return self.entry.place

    @property
    def report(self) -> Report:
        return self.entry.report


@dataclass(frozen=True)
class Slot:
    """A grader with its sandbox, the output folder, and the staff's hints and marks; the rest is as in `Basis`."""

    grader: Grader
    output: OutputFolder
    staff: Staff = Staff()  # noqa: RUF009 - frozen
    over: bool | None = None
    today: str = ""

    @property
    def basis(self) -> Basis:
        grader = self.grader
        return Basis(grader.course, grader.policy, self.staff, grader.assignment, self.over, self.today)

    def grade(self, source: Source, prior: Prior | None = None) -> Finished:
        """Grade one submission and write its files. Raises OutputError if they cannot be written.

        The work of an earlier run is not repeated: `prior` is kept if nothing changed, and judged again if only the
        policy or the course's files did. A fault in the grader's own code makes this one submission ungradable, and
        the class goes on.
        """
        try:
            submission = read(source)
            grader, problems = self.grader, self.grader.assignment.problems
            content = content_digest(submission, source.file, grader.fallback, grader.secret, problems)
            if prior is not None and kept(prior, content, self.basis, self.output):
                return Finished(prior.entry, fate=Fate.KEPT)
            with warnings.catch_warnings():  # numpy warns when an edited reference meets numbers it was not made for
                warnings.filterwarnings("ignore", "Mean of empty slice", RuntimeWarning)
                finished = self.examine(source, submission, content, prior)
            started = perf_counter()
            made = pages(finished.report)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours and not the student's
            finished, started = faulty(source, error), perf_counter()
            made = pages(finished.report)
        self.output.write(made)
        return stripped(finished, perf_counter() - started)

    def examine(
        self,
        source: Source,
        submission: Submission,
        content: str,
        prior: Prior | None,
        seeds: Mapping[str, int] | None = None,
    ) -> Finished:
        """Judge the stored evidence of the same bytes, else run the code; the report includes pictures.

        `seeds` are those of the submission's problems; without them they are made from the secret.
        """
        if seeds is None:
            names = self.grader.course.names
            seeds = {name: seed(self.grader.secret, submission.sha256, name) for name in names}
        with suppress(PackingError):  # what is stored is damaged
            found = None if prior is None else self._judged(prior, submission, source, content, seeds)
            if found is not None:
                return found
        return self._run(submission, source, content, seeds)

    def _judged(
        self, prior: Prior, submission: Submission, source: Source, content: str, seeds: Mapping[str, int]
    ) -> Finished | None:
        """Judge the stored evidence of the same bytes, or return None if it lacks an answer that is needed now."""
        if verdicts_hold(prior, content, self.basis):
            report = pictured(restated(prior.entry, self.basis), prior.packed)
            return Finished(self._entry(report, source, content, prior.entry.remarks), prior.packed, Fate.JUDGED)
        if submission.trouble is not None or prior.entry.report.sha256 != submission.sha256:
            return None
        choice = self.grader.choose(submission)
        found = dict(choice.chosen)
        stored = {p.problem: p.seed for p in prior.packed if not p.left_out}
        if stored != {name: seeds[name] for name in found} or not self.grader.suffices(submission, choice):
            return None
        said = remarks(submission, choice)
        old = prior.entry.report
        counted = choice.counted(submission)
        who = (submission.name, submission.slug, submission.sha256)
        head = Report(
            *who,
            isolation=old.isolation,
            timings=old.timings,
            head=Head(handed_in=counted.handed_in, marked_late=counted.late),
        )
        kept = reassigned(prior.packed, [*found, *choice.left_out], self.grader.assignment.problems)
        judged = judge_again(kept, self.basis, head, said, found)
        if judged is None:
            return None
        report, now = judged
        return Finished(self._entry(report, source, content, said), now, Fate.JUDGED)

    def _run(self, submission: Submission, source: Source, content: str, seeds: Mapping[str, int]) -> Finished:
        examined: Examined = self.grader.examine(submission, seeds=seeds)
        report = self.basis.finished(examined.report, graded=True)
        kept = packed_all(report, examined.exhibits, self.basis)
        return Finished(self._entry(report, source, content, examined.remarks), kept)

    def _entry(self, report: Report, source: Source, content: str, said: Sequence[str | Unused]) -> Entry:
        judged = self.basis.judged([p.problem for p in report.problems])
        settled = self.basis.settled(report.slug)
        return Entry(0, source.file, report, content, judged, settled, tuple(said), source.student)


def kept(prior: Prior, content: str, basis: Basis, output: OutputFolder) -> bool:
    """Return whether what is stored, and its files, are what grading would produce now."""
    entry = prior.entry
    same = verdicts_hold(prior, content, basis) and entry.settled == basis.settled(entry.report.slug)
    return same and output.has(entry.report)


def verdicts_hold(prior: Prior, content: str, basis: Basis) -> bool:
    """Return whether the stored verdicts are those that judging would give now."""
    entry = prior.entry
    now = basis.judged([p.problem for p in entry.report.problems])
    return entry.report.gradable and (entry.content, entry.judged) == (content, now)


def faulty(source: Source, error: Exception) -> Finished:
    """Return a submission that could not be graded because of a fault in the grader's own code."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    reason = f"{source.file}: a fault of the grader itself ({type(error).__name__} at {place}); please report it"
    return ungraded(source, reason)


def ungraded(source: Source, reason: str) -> Finished:
    """Return a submission that could not be graded for this reason; nothing else is known about it."""
    report = Report(source.name, source.slug, "", reason=reason)
    return Finished(Entry(0, source.file, report, student=source.student))


def stripped(finished: Finished, rendering: float) -> Finished:
    """Return a finished submission without pictures and with the seconds that writing took."""
    report = without_pictures(finished.report)
    report = replace(report, timings=replace(report.timings, rendering=rendering))
    return replace(finished, entry=replace(finished.entry, report=report))


@contextmanager
def open_slot(job: Job, number: int = 0, cpu: int | None = None, origin: ForkServer | None = None) -> Iterator[Slot]:
    """Open a slot with its sandbox. Raises IsolationError or SandboxError if that is not possible.

    With `origin`, the sandbox's fork server is a copy of that one, which is quick.

    With `cpu`, this process, the zygote and its children stay on one core: a round trip takes a ninth of the time.
    Afterwards this process may use all its cores again.
    """
    before = cores()
    if cpu is not None:
        os.sched_setaffinity(0, {cpu})
    try:
        sandbox = Sandbox(job.limits, job.isolation, cpu, number, job.packages, job.switches, origin=origin)
        with sandbox, _patient(cpu):
            yield slot_of(job, sandbox)
    finally:
        if cpu is not None:
            os.sched_setaffinity(0, before)


@contextmanager
def _patient(cpu: int | None) -> Iterator[None]:
    """Use batch scheduling: a student's process on the same core then runs until it waits, not just one answer."""
    if cpu is None or not hasattr(os, "SCHED_BATCH"):
        yield
        return
    with suppress(OSError):  # not supported by this system
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    try:
        yield
    finally:
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def slot_of(job: Job, sandbox: Sandbox) -> Slot:
    """Return a slot with a sandbox that is already open."""
    grader = Grader(job.course, sandbox, job.secret, job.policy, job.fallback, job.assignment)
    return Slot(grader, job.output, job.staff, job.over, job.today)
