"""A real load: busy processes on the cores of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager

BUSY = "import os; os.sched_setaffinity(0, {0})\nwhile os.getppid() == {1}: pass"


@contextmanager
def load(processes: int, cores: Collection[int]) -> Iterator[None]:
    """Keep this process and its children on these cores, with busy processes on them."""
    before = os.sched_getaffinity(0)
    with ExitStack() as stack:
        stack.callback(os.sched_setaffinity, 0, before)
        os.sched_setaffinity(0, cores)
        for _ in range(processes):
            code = BUSY.format(set(cores), os.getpid())
            # A session of its own, as the kernel shares the cores among sessions first.
            busy = subprocess.Popen([sys.executable, "-ISc", code], start_new_session=True)
            stack.callback(busy.wait)
            stack.callback(busy.kill)
        yield
