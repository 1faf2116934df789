"""CPU seconds: other work on the machine does not count, nor that it stands still, nor how quick it is."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

QUICK = 0.034
"""CPU seconds that `_work` took on the machine for which the times were promised."""


def cpu(function: Callable[..., object], times: int = 3, *, enough: float = 0.0) -> float:
    """The best of a few runs, as it would be on that machine; none follows one that took less than is `enough`."""
    best = _best(function, times, enough)
    return best if best < enough else best / slowness()


def _best(function: Callable[..., object], times: int = 3, enough: float = 0.0) -> float:
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        function()
        best = min(best, time.process_time() - start)
        if best < enough:
            break
    return best


def slowness() -> float:
    """How many times as long this machine takes as that one; 1 where it is as quick."""
    return max(1.0, _best(_work) / QUICK)


def _work() -> None:
    """What a check does most: Python's own steps, and numpy on small arrays."""
    a = np.ones((6, 8))
    for i in range(10_000):
        {str(i): [i]}.update(x=[])
        (a @ a.T + i).sum(axis=1)
