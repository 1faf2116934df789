"""The class page, written in a process of its own: its charting library loads while the reports are read."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from autograder.batch.parent import die_with_parent
from autograder.classroom import Class
from autograder.render.classroom.page import class_page

LOADED = ("matplotlib.figure", "matplotlib.backends.backend_svg")


class PageProcess:
    """Writes the page of a class; a context manager, which ends the process.

    Where none was started, or none can be forked, the page is written in this one.
    """

    def __init__(self) -> None:
        self._pipe: Connection | None = None

    def __enter__(self) -> PageProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._process.kill()
            self._process.join()

    def start(self) -> None:
        """Have it load what it needs."""
        if sys.platform == "linux":
            context: Any = multiprocessing.get_context("fork")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._pipe), daemon=True)
            self._process.start()
            theirs.close()

    def page(self, found: Class) -> str:
        """Write the page."""
        if self._pipe is not None:
            with suppress(EOFError, OSError):  # it has died
                self._pipe.send(found)
                return str(self._pipe.recv())
        return class_page(found)


def _serve(pipe: Connection, ours: Connection) -> None:
    """Write one page."""
    die_with_parent()
    ours.close()
    gc.freeze()
    with suppress(EOFError, OSError, KeyboardInterrupt):  # hung up
        with suppress(ImportError):  # the page then stands without charts
            for name in LOADED:
                import_module(name)
        pipe.send(class_page(pipe.recv()))
