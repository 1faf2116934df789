"""Calls whose arguments depend on the results of other calls in the same request.

They are computed in the sandbox, next to the student's functions, which saves a round trip for each. This trusts
nothing: an answer only counts for the call whose arguments, computed again by the judge from the earlier answers, are
exactly the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeAlias

import numpy as np

from autograder.plain.evidence import Outcome, Plain, Probe, Returned
from autograder.plain.record import record

Part: TypeAlias = str | int


@record(frozen=True, eq=False)
class Later:
    """The result of another call of the same request, or the part of it at `path` (keys and indices).

    Like `Moved`, it is a placeholder for an argument or for an entry of a dict argument.
    """

    of: Probe
    path: tuple[Part, ...] = ()


@record(frozen=True, eq=False)
class Moved:
    """A float or an array after a step: `start - factor * along`."""

    start: Any
    factor: float
    along: Any


class UnmadeError(Exception):
    """An argument cannot be computed."""


def part_of(value: Plain, path: Sequence[Part]) -> Plain:
    """Return the part of plain values at a path. Raises UnmadeError if there is none."""
    for part in path:
        if type(value) is dict if isinstance(part, str) else type(value) in (tuple, list):
            try:
                value = value[part]
                continue
            except (KeyError, IndexError):
                pass
        raise UnmadeError
    return _with_floats(value)


def _with_floats(value: Plain) -> Plain:
    """Replace numpy's numbers by floats, as a rule takes them: the contract promises plain floats."""
    if type(value) is dict:
        return {name: _with_floats(entry) for name, entry in value.items()}
    return float(value) if type(value) is np.float64 else value


def moved(start: Plain, factor: float, along: Plain) -> Plain:
    """Take a step. Raises UnmadeError for anything but floats, or float64 arrays of one shape."""
    if type(start) is np.ndarray and type(along) is np.ndarray:
        if start.shape == along.shape and start.dtype == along.dtype == np.float64:
            return start - factor * along
    elif type(start) in (float, np.float64) and type(along) in (float, np.float64):
        return float(start) - factor * float(along)
    raise UnmadeError


def plain_copy(value: Any) -> Plain:
    """Copy a value as if it had gone to the judge and back. Raises UnmadeError if that would change it."""
    kind = type(value)
    if kind is np.ndarray:
        return value.copy(order="C")
    if kind is dict:
        return {name: plain_copy(entry) for name, entry in value.items()}
    if kind is tuple or kind is list:
        return kind(map(plain_copy, value))
    if kind in (float, int, bool, str, np.float64) or value is None:
        return value
    raise UnmadeError


def complete(probe: Probe) -> bool:
    """Return whether a call has all its arguments, without placeholders."""
    return not any(_unmade(a) for a in probe.args)


def _unmade(value: Any) -> bool:
    kind = type(value)
    return kind is Later or kind is Moved or (kind is dict and any(map(_unmade, value.values())))


def concrete(sent: Sequence[Probe], outcomes: Sequence[Outcome]) -> list[tuple[Probe, Outcome]]:
    """Return the calls that were made, with placeholders replaced by the computed arguments.

    Calls with an unknown argument are left out, as are those that may have failed because one could not be computed.
    """
    maker = _Maker()
    made: list[tuple[Probe, Outcome]] = []
    for probe, outcome in zip(sent, outcomes, strict=True):
        if isinstance(outcome, Returned):
            maker.returned[id(probe)] = outcome.value
        if complete(probe):
            made.append((probe, outcome))
        elif isinstance(outcome, Returned):
            with suppress(UnmadeError):
                args = tuple([maker.value(a) for a in probe.args])
                made.append((Probe(probe.function, args, probe.watch, probe.little, probe.instead), outcome))
    return made


class _Maker:
    """Replaces placeholders by what calls have returned."""

    def __init__(self) -> None:
        self.returned: dict[int, Plain] = {}
        self.steps: dict[int, Plain] = {}

    def value(self, value: Any) -> Plain:
        if isinstance(value, Later):
            if id(value.of) not in self.returned:
                raise UnmadeError
            return part_of(self.returned[id(value.of)], value.path)
        if isinstance(value, Moved):
            if id(value) not in self.steps:
                self.steps[id(value)] = moved(self.value(value.start), value.factor, self.value(value.along))
            return self.steps[id(value)]
        if type(value) is dict:
            return {name: self.value(entry) for name, entry in value.items()}
        return value
