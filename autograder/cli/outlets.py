"""Standard output and standard error that never stop a command: what it writes matters more than what it says."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any, TextIO

NAMES = ("standard input", "standard output", "standard error")


class Unfailing(io.FileIO):
    """A raw stream that drops what cannot be written; `error` is the first reason, None while there is none."""

    error: OSError | None = None

    def write(self, data: Any) -> int:
        """Write some bytes, and return how many."""
        if self.error is None:
            try:
                return super().write(data) or 0
            except OSError as error:
                self.error = error
        return memoryview(data).nbytes


def open_outlets() -> None:
    """Let printing never raise from now on; a stream that is closed leads nowhere.

    A closed one is opened, too: the store would get its number, and a message of some library would end up in it.
    """
    for number in range(len(NAMES)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, this one
    sys.stdout, sys.stderr = _outlet(sys.stdout, 1), _outlet(sys.stderr, 2)


def _outlet(stream: TextIO | None, number: int) -> TextIO:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - for the rest of the process
    if type(_raw(stream)) is not io.FileIO:
        return stream  # a test's, or opened before
    raw = Unfailing(number, "wb", closefd=False)
    below = raw if isinstance(stream.buffer, io.FileIO) else io.BufferedWriter(raw)  # with PYTHONUNBUFFERED the first
    how = {name: getattr(stream, name, False) for name in ("line_buffering", "write_through")}
    errors = "replace" if stream.errors == "strict" else stream.errors  # a name that the terminal cannot show
    return io.TextIOWrapper(below, stream.encoding, errors, **how)  # type: ignore[arg-type]


def _raw(stream: TextIO) -> Any:
    """Return the raw stream below a text stream; with PYTHONUNBUFFERED there is nothing between them."""
    buffer = getattr(stream, "buffer", None)
    return getattr(buffer, "raw", buffer)


def lost() -> str | None:
    """Flush, and return what could not be printed and why; a pipe that nobody reads any more is no failure."""
    for stream, name in ((sys.stdout, NAMES[1]), (sys.stderr, NAMES[2])):
        stream.flush()
        error = getattr(_raw(stream), "error", None)
        if error is not None and error.errno != errno.EPIPE:
            return f"cannot write to {name}: {error.strerror}; everything else was done"
    return None
