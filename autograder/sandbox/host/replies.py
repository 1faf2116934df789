"""Check the form of what a student's process answered; nothing in it is trusted."""

from __future__ import annotations

from autograder.plain.evidence import (
    Absent,
    Cell,
    CellRun,
    Crashed,
    Failure,
    Location,
    Outcome,
    Plain,
    Raised,
    Replaced,
    Returned,
    TimedOut,
    TooLarge,
)
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.wire.frames import MAX_MESSAGE, MAX_TYPE

_MANY = 1 << 24
_MOST_PARTS = 64  # failures of one cell, and replaced names


def outcome(reply: Plain, arity: int, limit_bytes: int) -> Outcome:
    """Return the outcome of a call with `arity` arguments. Raises ProtocolError if the reply is malformed."""
    if type(reply) is tuple and reply:
        kind = reply[0]
        if kind == "returned" and len(reply) in (3, 4) and type(reply[2]) is list:
            changed = tuple(p for p in reply[2] if type(p) is int and 0 <= p < arity)
            strayed = reply[3] if len(reply) == 4 else 0
            if len(changed) == len(reply[2]) and type(strayed) is int and 0 <= strayed < _MANY:
                return Returned(reply[1], changed, strayed)
        if kind == "raised":
            return raised(reply)
        if reply == ("absent",):
            return Absent()
        if reply == ("large",):
            return TooLarge(limit_bytes)
        if reply == ("unmade",):
            return Crashed("an argument could not be made")
    raise ProtocolError("an answer of unknown form")


def raised(reply: Plain) -> Raised:
    """Return an exception that was reported. Raises ProtocolError if the reply is malformed."""
    if type(reply) is tuple and len(reply) == 4 and reply[0] == "raised":
        _, name, message, where = reply
        if type(name) is str and type(message) is str and len(name) <= MAX_TYPE and len(message) <= MAX_MESSAGE:
            return Raised(name, message, _location(where))
    raise ProtocolError("an exception of unknown form")


def _location(where: Plain) -> Location | None:
    if where is None:
        return None
    if type(where) is tuple and [type(part) for part in where] == [int, int, str]:
        cell_index, line, function = where
        if 0 <= cell_index < _MANY and 0 < line < _MANY and len(function) <= MAX_TYPE:
            return Location(cell_index, line, function)
    raise ProtocolError("a location of unknown form")


def cell(reply: Plain, cell: Cell, limits: Limits, output_chars: int) -> tuple[CellRun, str, float]:
    """Return how a cell ran, its output (an honest worker has capped it) and the seconds it took."""
    if type(reply) is tuple and len(reply) == 5 and reply[0] == "ran" and type(reply[3]) is str:
        _, failures, replaced, output, took = reply
        if len(output) > output_chars:
            raise ProtocolError("more output than allowed")
        if type(failures) is list and type(replaced) is list and max(len(failures), len(replaced)) <= _MOST_PARTS:
            run = CellRun(
                cell.index, tuple(_failure(f, limits) for f in failures), tuple(_replaced(name) for name in replaced)
            )
            return run, output, seconds(took)
    raise ProtocolError("a cell's answer of unknown form")


def _failure(reply: Plain, limits: Limits) -> Failure:
    if type(reply) is tuple and len(reply) == 3 and type(reply[1]) is int and type(reply[2]) is int:
        cause, first, last = reply
        if 0 <= first <= last < _MANY:
            late = cause == ("late",)
            return Failure(TimedOut(limits.cell_seconds, "cell") if late else raised(cause), first, last)
    raise ProtocolError("a failure of unknown form")


def _replaced(reply: Plain) -> Replaced:
    if type(reply) is tuple and [type(part) for part in reply] == [str, str] and max(map(len, reply)) <= MAX_TYPE:
        return Replaced(*reply)
    raise ProtocolError("a replaced name of unknown form")


def seconds(reply: Plain) -> float:
    """Return how many seconds something took, as the student's process reports it."""
    if type(reply) is float and 0 <= reply < float("inf"):
        return reply
    raise ProtocolError("seconds of unknown form")
