"""Grade a class on all cores: one process per slot, and nothing is lost if one of them dies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from importlib import import_module
from multiprocessing.connection import wait
from time import monotonic
from typing import TypeAlias

from autograder.batch.judging import own_version
from autograder.batch.slot_process import SlotProcess, graded
from autograder.batch.worker import Finished, Job, Prior, open_slot, slot_of, ungraded
from autograder.render.html import template
from autograder.sandbox import ForkServer, Sandbox
from autograder.submissions.source import Source

Waiting: TypeAlias = "deque[int]"
"""The places of the sources that no process has received yet."""
Before = Callable[[Source], Prior | None]
TOGETHER = 0.1
"""Seconds that a result waits for others, to be stored with them. Flushing to disk takes as long for several as for
one: 2 ms, and a third of the CPU time that this process spends on a result."""
PLENTY = 16
"""While more submissions than this are waiting, each process already has its next one and need not wait for it. Near
the end none is assigned in advance, because a process may be busy for long."""


def grade_groups(
    job: Job,
    sources: Sequence[Source],
    slots: int,
    early: Callable[[], Sandbox] | None = None,
    before: Before = lambda _: None,
) -> Generator[Sequence[Finished], None, None]:
    """Yield each source's result once, with its place in `sources`, in the order in which slots finish.

    Results that arrive at about the same time are in one group. `before` returns what an earlier run has stored for a
    source. `early` waits for a sandbox that has been started already; its owner closes it. It is that of the only slot,
    or those of all slots are made from it.

    If a slot's process dies, the others go on, and what it was grading is tried again by itself at the end.
    Raises SandboxError if no slot can be opened, OutputError if results cannot be written.
    """
    started = None if early is None else early()
    if started is not None and (started.limits, started.packages) != (job.limits, job.packages):
        started = None  # it was started before the number of slots, or the assignment, was known
    if slots == 1 or len(sources) == 1:
        with open_slot(job) if started is None else nullcontext(slot_of(job, started)) as slot:
            for place, source in enumerate(sources):
                yield (placed(graded(slot, source, before(source)), place),)
        return
    origin = None if started is None else started.fork_server
    import_module("autograder.diagnose.explained")  # like the template: loaded here, so that no forked process loads it
    template()
    own_version()
    for place in (yield from _in_processes(job, sources, deque(range(len(sources))), slots, before, origin)):
        if (yield from _in_processes(job, sources, deque((place,)), 1, before, origin)):
            reason = f"{sources[place].file}: the grader's process died twice while grading this"
            yield (placed(ungraded(sources[place], reason), place),)


def placed(finished: Finished, place: int) -> Finished:
    """Return a finished submission with its place in the gradebook."""
    return replace(finished, entry=replace(finished.entry, place=place))


def _in_processes(
    job: Job, sources: Sequence[Source], waiting: Waiting, slots: int, before: Before, origin: ForkServer | None
) -> Generator[Sequence[Finished], None, list[int]]:
    """Grade what is waiting; return the places of the submissions whose process died."""
    crew = _Crew(job, sources, waiting, before, origin)
    held: list[Finished] = []
    since = 0.0
    try:
        for number in range(slots):
            crew.start(number)
        while crew.feed():
            came = crew.hear(max(0.0, since + TOGETHER - monotonic()) if held else None)
            since = since if held else monotonic()
            held += came
            if held and (not came or monotonic() - since >= TOGETHER):
                crew.feed()  # so that no process is idle while these are stored
                yield held
                held = []
        if held:
            yield held
    finally:
        crew.end()
    return crew.suspects


class _Crew:
    """The processes of a run by number, and the submissions that wait for them."""

    def __init__(
        self, job: Job, sources: Sequence[Source], waiting: Waiting, before: Before, origin: ForkServer | None
    ) -> None:
        self.suspects: list[int] = []
        self._job, self._sources, self._waiting, self._before = job, sources, waiting, before
        self._origin = origin
        self._running: dict[int, SlotProcess] = {}

    def start(self, number: int) -> None:
        """Start a process."""
        self._running[number] = SlotProcess(self._job, number, self._running.values(), self._origin)

    def feed(self) -> bool:
        """Send each process its next submission, and one more while many wait; return whether any is busy."""
        for process in self._running.values():
            while self._waiting and len(process.asked) < (2 if len(self._waiting) > PLENTY else 1):
                place = self._waiting[0]
                source = self._sources[place]
                if not process.ask(place, source, self._before(source)):
                    break
                self._waiting.popleft()
        return any(p.asked for p in self._running.values())

    def hear(self, seconds: float | None) -> list[Finished]:
        """Wait up to `seconds` for the next results; replace a process that died if there is more to do."""
        heard = wait([p.pipe for p in self._running.values() if p.asked], seconds)
        came = []
        for number, process in tuple(self._running.items()):
            if process.pipe not in heard:
                continue
            answer = process.answer()
            if answer is not None:
                place, finished = answer
                came.append(placed(finished, place))
                continue
            self._running.pop(number).end()
            self.suspects.append(process.asked.popleft())
            self._waiting.extendleft(reversed(process.asked))
            if self._waiting:
                self.start(number)
        return came

    def end(self) -> None:
        """End all processes once they have finished what they are grading."""
        for process in self._running.values():
            process.hang_up()
        for process in self._running.values():
            process.end()
