"""A class on all cores: one process a slot, nothing lost when one of them dies."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import replace
from multiprocessing.util import Finalize
from typing import Any

from autograder.batch.worker import Finished, Job, Prior, Slot, cores, open_slot, slot_of, ungraded
from autograder.sandbox import Sandbox
from autograder.submissions.gather import Source

Waiting = deque[tuple[int, Source]]
PR_SET_PDEATHSIG = 1
Before = Callable[[Source], Prior | None]


def grade_all(
    job: Job,
    sources: Sequence[Source],
    slots: int,
    early: Future[Sandbox] | None = None,
    before: Before = lambda _: None,
) -> Iterator[Finished]:
    """Grade in the order in which slots become free; each source comes back once, with its place in `sources`.

    `before` says what an earlier run has done for a source. `early` is the sandbox of the only slot where one has been
    started before; its owner closes it.

    When a slot's process dies, whatever was under way is tried again alone, and the others go on in fresh processes.
    Raises SandboxError where no slot can be opened, OutputError where results cannot be written.
    """
    if slots == 1 or len(sources) == 1:
        with open_slot(job) if early is None else nullcontext(slot_of(job, early.result())) as slot:
            for place, source in enumerate(sources):
                yield placed(_graded(slot, source, before(source)), place)
        return
    waiting: Waiting = deque(enumerate(sources))
    while waiting:
        suspects = yield from _in_processes(job, waiting, slots, before)
        for place, source in suspects:
            if (yield from _in_processes(job, deque([(place, source)]), 1, before)):
                reason = f"{source.file}: the grader's own process died while grading this, twice"
                yield placed(ungraded(source, reason), place)


def placed(finished: Finished, place: int) -> Finished:
    """Say where in the gradebook a submission stands."""
    return replace(finished, entry=replace(finished.entry, place=place))


def _graded(slot: Slot, source: Source, prior: Prior | None) -> Finished:
    return slot.grade(source) if prior is None else slot.grade(source, prior)


def _in_processes(
    job: Job, waiting: Waiting, slots: int, before: Before
) -> Generator[Finished, None, list[tuple[int, Source]]]:
    """Grade what is waiting until all is done or a process dies; give what was under way then."""
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    numbers = context.SimpleQueue()
    for number in range(slots):
        numbers.put(number)
    with ProcessPoolExecutor(slots, context, _start, (job, numbers)) as pool:
        pending: dict[Future[Finished], tuple[int, Source]] = {}
        while waiting or pending:
            while waiting and len(pending) <= slots:  # one more than slots: none waits for its next submission
                try:
                    source = waiting[0][1]
                    pending[pool.submit(_grade, source, before(source))] = waiting[0]
                except BrokenProcessPool:
                    return list(pending.values())
                waiting.popleft()
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    finished = future.result()
                except BrokenProcessPool:
                    return list(pending.values())
                yield placed(finished, pending.pop(future)[0])
    return []


class _Process:
    """The slot of this worker process, opened by its first submission so that a failure reaches the caller."""

    job: Job
    number: int
    slot: Slot | None = None
    opened: Any = None


def _start(job: Job, numbers: Any) -> None:
    _die_with_parent()
    _Process.job, _Process.number = job, numbers.get()


def _grade(source: Source, prior: Prior | None) -> Finished:
    if _Process.slot is None:
        available = cores()
        _Process.opened = open_slot(_Process.job, _Process.number, available[_Process.number % len(available)])
        _Process.slot = _Process.opened.__enter__()
        Finalize(None, _Process.opened.__exit__, (None, None, None), exitpriority=1)
    return _graded(_Process.slot, source, prior)


def _die_with_parent() -> None:
    """Have the system kill this process when the one that started it ends, however that ends."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it ended in between
            os._exit(1)
