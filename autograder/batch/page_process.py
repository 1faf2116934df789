"""Write the class page in a separate process, whose charting library loads while the reports are read."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

from autograder.batch.parent_process import die_with_parent
from autograder.classroom.overview import Class
from autograder.render.classroom.page import class_page

LOADED = ("matplotlib.figure", "matplotlib.backends.backend_svg")


class PageProcess:
    """Writes the page of a class; a context manager that ends the process.

    If no process was started, or none can be forked, the page is written in this one. There is no thread: where none
    can be started, a pool would wait for ever.
    """

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> PageProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def start(self) -> None:
        """Start the process and have it load what it needs."""
        if sys.platform != "linux":
            return
        context = multiprocessing.get_context("fork")
        with suppress(OSError):  # no pipe can be made or no process started
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, ours), daemon=True)
            with theirs:
                process.start()
            self._process, self._pipe = process, ours

    def end(self) -> None:
        """End the process and work without it from now on."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join()
        self._process = self._pipe = None

    def page(self, found: Class) -> str:
        """Return the HTML of the page."""
        answer: Any = None
        if self._pipe is not None:
            with suppress(EOFError, OSError):  # it has died
                self._pipe.send(found)
                answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, str) else class_page(found)


def _serve(pipe: Connection, others: Connection) -> None:
    others.close()  # so that the end of the other process is seen
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this is interrupted too, and ends it
    with suppress(ImportError):  # the page then has no charts
        for name in LOADED:
            import_module(name)
    with suppress(EOFError, OSError):  # nobody wants a page
        found = pipe.recv()
        try:
            pipe.send(class_page(found))
        except Exception as error:  # noqa: BLE001 - whatever it is, it must reach the other side
            pipe.send(error)
