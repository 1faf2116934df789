"""How long a student's process has kept us waiting by its own doing, by the kernel's counters and not by our clock.

What counts is what the process used and what it slept. Time in which it was ready to run and got no core does not
count: the machine's load decides nothing. The judge's own work does count, since a process can keep the judge busy, on
the same core, with an answer that comes byte by byte. A process that gives up its core again and again makes itself
wait: at the end of our patience, such a process is blamed and not the machine.

Where there is no /proc (macOS, Windows), the clock decides.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import NoReturn

from autograder.sandbox.errors import TOO_BUSY, SandboxError

PATIENCE = 10.0  # a process that gets no core may take this many times its limit
PAUSE = 0.5  # a judge that wakes this many seconds late was suspended, and so was the student's process
_SLEEPS = 10.0  # a process that waits for a core by itself sleeps less often than this each second
_SOON = 0.1  # until the next look at a submission whose time is nearly over
_TICKS = 100  # of the clock of /proc/PID/stat in a second, the same on every Linux that Python runs on


class LateError(Exception):
    """No answer in time; `submission` is True if the time of the whole submission ran out."""

    def __init__(self, *, submission: bool) -> None:
        super().__init__()
        self.submission = submission


@dataclass(frozen=True)
class Usage:
    """What the kernel has counted of a process so far.

    `queued_seconds` is how long it was ready to run and had no core, counted when it gets one; 0 if the kernel does
    not count that. `sleeps` is how often it gave up its core by itself.
    """

    cpu_seconds: float
    queued_seconds: float
    sleeps: int
    runnable: bool


def read_usage(pid: int) -> Usage | None:
    """Return what a process has used as /proc shows it, or None if that is not possible."""
    try:
        with open(f"/proc/{pid}/status", "rb") as file:  # noqa: PTH123
            status = file.read()
        sleeps = int(_after(status, b"\nvoluntary_ctxt_switches:"))
        return Usage(*_run_queue(pid), sleeps, _after(status, b"\nState:") == b"R")
    except (OSError, ValueError, IndexError):
        return None


def _after(status: bytes, word: bytes) -> bytes:
    return status.partition(word)[2].split(None, 1)[0]


def _run_queue(pid: int) -> tuple[float, float]:
    """Return the seconds that a process had a core, and those that it waited for one."""
    try:
        with open(f"/proc/{pid}/schedstat", "rb") as file:  # noqa: PTH123
            ran, queued, _ = map(int, file.read().split())
    except (OSError, ValueError):
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123
            fields = file.read().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS, 0.0
    return ran / 1e9, queued / 1e9


class OwnTime:
    """The time of one process since this was made.

    `seconds` is its own time, `on_the_clock` ours, as of the last `look`.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._looked = time.monotonic()
        self._first = self._last = read_usage(pid)
        self._judge = time.thread_time()
        self._in_line = self._asleep = 0.0
        self.seconds = self.on_the_clock = 0.0

    def look(self, paused: float = 0.0) -> None:
        """Count the time since the last look, of which the machine stood still for `paused` seconds."""
        now, usage = time.monotonic(), read_usage(self._pid)
        passed = max(0.0, now - self._looked - paused)
        self.on_the_clock += passed
        self._looked = now
        if self._first is None or self._last is None or usage is None:
            self.seconds = self.on_the_clock
            return
        idle = max(0.0, passed - (usage.cpu_seconds - self._last.cpu_seconds))
        if usage.runnable and self._last.runnable and usage.sleeps == self._last.sleeps:
            self._in_line += idle  # also the wait that goes on, which the kernel has not counted yet
        else:
            self._asleep += idle
        self._last = usage
        queued_else = max(0.0, usage.queued_seconds - self._first.queued_seconds - self._in_line)
        used = usage.cpu_seconds - self._first.cpu_seconds + time.thread_time() - self._judge
        self.seconds = min(self.on_the_clock, used + max(0.0, self._asleep - queued_else))

    def check(self, seconds: float) -> None:
        """Raise LateError after `seconds` of its own, and at the end of our patience as `blame` does."""
        if self.seconds >= seconds:
            raise LateError(submission=False)
        if self.on_the_clock >= PATIENCE * seconds:
            slept = self._last.sleeps - self._first.sleeps if self._first and self._last else 0
            blame(slept, self.on_the_clock, submission=False)


class SubmissionTime:
    """The time of a submission, over all its processes: `seconds` of its own, and `at_most` on the clock.

    Only the time in which the judge waits counts. `end` is the `time.monotonic()` at which to look whether it is over.
    """

    def __init__(self, seconds: float, at_most: float) -> None:
        self._seconds, self._at_most = seconds, at_most
        self._allowed = min(seconds, at_most)
        self._judge = time.thread_time()
        self._queued, self._sleeps = 0.0, 0
        self._begun = self.end = math.inf

    def go_on(self, waited: float) -> None:
        """Begin to wait once more, after `waited` seconds until now."""
        self._begun = time.monotonic() - waited
        self.end = self._begun + self._allowed

    def rest(self) -> None:
        """Look at nothing until the judge waits for the student's code again."""
        self.end = math.inf

    def pause(self, seconds: float) -> None:
        """Leave out seconds in which the machine stood still."""
        self._begun += seconds
        self.end += seconds

    def ended(self, pid: int) -> None:
        """Remember the time of a process that is about to be ended."""
        self._queued, self._sleeps = self._with(pid)

    def check(self, pid: int) -> None:
        """Move `end` if the time is not over. Raises LateError if it is, SandboxError if the machine is to blame."""
        waited = time.monotonic() - self._begun
        queued, sleeps = self._with(pid)
        own = waited - max(0.0, queued - (time.thread_time() - self._judge))
        if own >= self._seconds:
            raise LateError(submission=True)
        if waited >= self._at_most:
            blame(sleeps, waited, submission=True)
        self._allowed = min(self._at_most, waited + max(_SOON, self._seconds - own))
        self.end = self._begun + self._allowed

    def _with(self, pid: int) -> tuple[float, int]:
        usage = read_usage(pid)
        return (
            (self._queued + usage.queued_seconds, self._sleeps + usage.sleeps)
            if usage
            else (self._queued, self._sleeps)
        )


def blame(sleeps: int, seconds: float, *, submission: bool) -> NoReturn:
    """Raise LateError for a process that slept so often that it made itself wait, otherwise SandboxError."""
    if sleeps > _SLEEPS * seconds:
        raise LateError(submission=submission)
    raise SandboxError(TOO_BUSY)
