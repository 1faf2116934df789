"""Stop a statement that takes too long from inside, so that the statements after it still run.

This is a courtesy to honest code: a student can switch it off, and the judge then ends the process a little later.
"""

from __future__ import annotations

import signal

from autograder.sandbox.walls.limits import CELL_PATIENCE

try:
    import resource
except ImportError:  # Windows, where there is no timer either
    resource = None  # type: ignore[assignment]

_TICKS = 20


class TimeUp(BaseException):
    """The statement has used up its time."""


class TimeLimit:
    """The seconds of one cell: the limit for its first slow statement, half of what is left for each later one.

    What counts is what this process used and waited for itself. Waiting for a core on a busy machine does not.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._tick = seconds / _TICKS
        self._left = self._allowed = 0.0
        self._seen = (0.0, 0)
        self._works = hasattr(signal, "setitimer")
        if self._works:  # once for all cells: signal.signal takes 70 µs, for it looks up an enum
            signal.signal(signal.SIGALRM, self._count)

    def start(self) -> None:
        """Begin the time of a cell."""
        if self._works:
            self._left, self._allowed = self._seconds * CELL_PATIENCE, self._seconds
            self._seen = _used()
            signal.setitimer(signal.ITIMER_REAL, self._tick, self._tick)

    def go_on(self) -> None:
        """Begin the time of the statements after one that was stopped."""
        self._allowed = self._left / 2

    def stop(self) -> None:
        """End the time of the cell."""
        if self._works:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _count(self, *_: object) -> None:
        """Count the time since the last tick. A process that slept has given up its core by itself."""
        cpu, waits = _used()
        spent = self._tick if waits > self._seen[1] else min(self._tick, cpu - self._seen[0])
        self._seen = cpu, waits
        self._left -= spent
        self._allowed -= spent
        if self._allowed <= 0:
            raise TimeUp


def _used() -> tuple[float, int]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_nvcsw
