"""Write the class page in a separate process, whose charting library loads while the reports are read."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from contextlib import suppress
from importlib import import_module
from types import TracebackType

from autograder.batch.parent_process import die_with_parent
from autograder.classroom.overview import Class
from autograder.render.classroom.page import class_page

LOADED = ("matplotlib.figure", "matplotlib.backends.backend_svg")


class PageProcess:
    """Writes the page of a class; a context manager that ends the process.

    If no process was started, or none can be forked, the page is written in this one.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> PageProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def start(self) -> None:
        """Start the process and have it load what it needs."""
        if sys.platform == "linux":
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("fork"), _begin)
            with suppress(OSError):  # no process can be started; `page` notices that too
                self._pool.submit(_load)

    def end(self) -> None:
        """End the process and work without it from now on."""
        if self._pool is not None:
            self._pool.shutdown()
        self._pool = None

    def page(self, found: Class) -> str:
        """Return the HTML of the page."""
        if self._pool is not None:
            with suppress(BrokenProcessPool, OSError):  # it has died
                return self._pool.submit(class_page, found).result()
        return class_page(found)


def _begin() -> None:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this is interrupted too, and ends it


def _load() -> None:
    with suppress(ImportError):  # the page then has no charts
        for name in LOADED:
            import_module(name)
