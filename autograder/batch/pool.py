"""A class on all cores: one process a slot, nothing lost when one of them dies."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from multiprocessing.util import Finalize
from typing import Any

from autograder.batch.worker import Job, Slot, cores, open_slot
from autograder.report import Report
from autograder.submissions.gather import Source

TRIES = 2
"""A submission that was under way when a slot's process died is tried again once, alone."""


@dataclass(frozen=True)
class Graded:
    """One finished submission: its place in the order asked for, and its report."""

    place: int
    report: Report


def grade_all(job: Job, sources: Sequence[Source], slots: int) -> Iterator[Graded]:
    """Grade in the order in which slots become free; each source comes back once.

    Raises IsolationError or SandboxError where no slot can be opened, OutputError where results cannot be written.
    """
    if slots == 1 or len(sources) == 1:
        with open_slot(job) as slot:
            for place, source in enumerate(sources):
                yield Graded(place, slot.grade(source))
        return
    left = dict(enumerate(sources))
    for trial in range(TRIES):
        batches = [left] if trial == 0 else [{place: source} for place, source in left.items()]
        for batch in batches:
            for graded in _in_processes(job, batch, min(slots, len(batch))):
                del left[graded.place]
                yield graded
        if not left:
            return
    for place, source in left.items():
        reason = "the grader's own process died while grading this, twice; see the system's log"
        yield Graded(place, Report(source.name, source.slug, "", reason=reason))


def _in_processes(job: Job, batch: dict[int, Source], slots: int) -> Iterator[Graded]:
    """Grade what can be graded until all is done or a process dies."""
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    numbers: SimpleQueue[int] = context.SimpleQueue()
    for number in range(slots):
        numbers.put(number)
    with ProcessPoolExecutor(slots, context, _start, (job, numbers)) as pool:
        pending: dict[Future[Report], int] = {pool.submit(_grade, source): place for place, source in batch.items()}
        try:
            while pending:
                done, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    place = pending.pop(future)
                    try:
                        report = future.result()
                    except BrokenProcessPool:
                        continue
                    yield Graded(place, report)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class _Process:
    """The slot of this worker process, opened by its first submission so that a failure reaches the caller."""

    job: Job
    number: int
    slot: Slot | None = None
    opened: Any = None


def _start(job: Job, numbers: SimpleQueue[int]) -> None:
    _Process.job, _Process.number = job, numbers.get()


def _grade(source: Source) -> Report:
    if _Process.slot is None:
        available = cores()
        _Process.opened = open_slot(_Process.job, _Process.number, available[_Process.number % len(available)])
        _Process.slot = _Process.opened.__enter__()
        Finalize(None, _Process.opened.__exit__, (None, None, None), exitpriority=1)
    return _Process.slot.grade(source)
