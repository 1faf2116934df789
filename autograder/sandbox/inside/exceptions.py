"""Describe an exception of a student's code in plain words; hostile exceptions do no harm."""

from __future__ import annotations

import errno
import re
from types import TracebackType
from typing import Any

from autograder.sandbox.wire.frames import MAX_MESSAGE, MAX_TYPE

_CELL = re.compile(r"<cell (\d+)>\Z")
_OWN_FILE = re.compile(r"<(.+\.py)>\Z")
_NETWORK = "network is switched off while grading"
_THREADS = "threads and subprocesses are switched off while grading"
COMPREHENSIONS = ("<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>")
MOST_KEYS = 12
_BY_ERRNO = {
    errno.EROFS: "writing files is switched off while grading",
    errno.EAGAIN: _THREADS,
    errno.ENETDOWN: _NETWORK,
    errno.EACCES: "reading files is switched off while grading",
    errno.EPERM: "not available while grading",
}


def cell_name(index: int) -> str:
    """Return the file name of a cell in tracebacks."""
    return f"<cell {index}>"


def describe(error: BaseException) -> tuple[str, str, str, tuple[int, int, str] | None]:
    """Return ("raised", type name, message, (cell, line, function) or None) for an exception."""
    try:
        name = class_name(type(error))[:MAX_TYPE]
    except Exception:  # noqa: BLE001 - a metaclass may do anything
        name = "Exception"
    try:
        message = _message(error) + _keys(error) + _in_own_file(error)
        message = str.__getitem__(message, slice(0, MAX_MESSAGE))
    except BaseException:  # noqa: BLE001 - so may __str__, KeyboardInterrupt included
        message = ""
    try:
        where = _where(error)
    except Exception:  # noqa: BLE001
        where = None
    return "raised", name, message, where


def class_name(kind: type) -> str:
    """Return a class's name, without asking its metaclass."""
    name: str = type.__dict__["__name__"].__get__(kind)
    return name


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and type(error.msg) is str:
        return error.msg
    if isinstance(error, SystemExit) and error.code is None:
        return ""
    cause: Any = error
    if isinstance(error, OSError) and isinstance(getattr(error, "reason", None), OSError):
        cause = error.reason  # type: ignore[attr-defined]  # URLError wraps the informative exception
    if isinstance(cause, OSError):
        if type(cause).__name__ == "gaierror":
            return _NETWORK
        words = _BY_ERRNO.get(cause.errno or 0)
        if words is not None:
            named = cause.filename if isinstance(cause.filename, str) else None
            return f"{words}: {named!r}" if named else words
    text = str(error)
    return _THREADS if text == "can't start new thread" else text


def _keys(error: BaseException) -> str:
    """Return which keys the dicts have that a missing key may have been looked for in, or ""."""
    if type(error) is not KeyError or len(error.args) != 1 or type(error.args[0]) is not str:
        return ""
    here, step = None, error.__traceback__
    while step is not None:
        here = step.tb_frame if _CELL.match(step.tb_frame.f_code.co_filename) else here
        step = step.tb_next
    values = [] if here is None or here.f_locals is here.f_globals else list(here.f_locals.items())
    dicts = {name: list(value) for name, value in values if type(value) is dict and error.args[0] not in value}
    said = [
        f"{name} has {', '.join(map(repr, keys))}"
        for name, keys in dicts.items()
        if 0 < len(keys) <= MOST_KEYS and all(type(key) is str for key in keys)
    ]
    return f" ({'; '.join(said)})" if said else ""


def _in_own_file(error: BaseException) -> str:
    """Return the line of a file of the student's that raised, or "" if the exception comes from a cell."""
    found = ""
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if match := _OWN_FILE.match(name):
            found = f" ({match[1]}, line {step.tb_lineno})"
        elif _CELL.match(name):
            found = ""
        step = step.tb_next
    return found


def _where(error: BaseException) -> tuple[int, int, str] | None:
    """Return (cell, line, function) of the last traceback frame in a cell, or None."""
    found = None
    step: TracebackType | None = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        match = _CELL.match(code.co_filename)
        if match is not None and step.tb_lineno:
            name = code.co_name
            if name in COMPREHENSIONS and found is not None:  # a separate frame before Python 3.12
                name = found[2]
            found = (int(match[1]), step.tb_lineno, name[:MAX_TYPE])
        step = step.tb_next
    if isinstance(error, SyntaxError) and isinstance(error.filename, str):
        match = _CELL.match(error.filename)
        if match is not None and type(error.lineno) is int:
            found = (int(match[1]), error.lineno, "<module>")
    return found
