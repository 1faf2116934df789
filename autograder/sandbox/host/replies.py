"""Check the form of what a student's process answered; nothing in it is trusted."""

from __future__ import annotations

from autograder.plain.evidence import Absent, Crashed, Location, Outcome, Plain, Raised, Returned, TooLarge
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.wire.frames import MAX_MESSAGE, MAX_TYPE

_MANY = 1 << 24


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


def cell(reply: Plain, output_chars: int) -> tuple[Raised | None, str, float]:
    """Return how a cell ran: what it raised, its output (an honest worker has capped it) and the seconds it took."""
    if type(reply) is tuple and len(reply) == 4 and reply[0] == "ran" and type(reply[2]) is str:
        if len(reply[2]) > output_chars:
            raise ProtocolError("more output than allowed")
        return (None if reply[1] is None else raised(reply[1])), reply[2], seconds(reply[3])
    raise ProtocolError("a cell's answer of unknown form")


def seconds(reply: Plain) -> float:
    """Return how many seconds something took, as the student's process reports it."""
    if type(reply) is float and 0 <= reply < float("inf"):
        return reply
    raise ProtocolError("seconds of unknown form")
