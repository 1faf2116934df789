"""Calls whose arguments are still to be made, by other calls that are asked for together with them.

They are made where the student's functions are, which saves a pause for each. Nothing is believed for it: an answer
counts for the call with exactly the arguments that the answers before it give here.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from autograder.plain.evidence import Outcome, Plain, Probe, Returned

Part: TypeAlias = str | int


@dataclass(frozen=True, eq=False)
class Later:
    """What another call of the same request returns, or a part of it: the keys and places that lead there.

    Like `Moved`, it stands for an argument, or for an entry of a dict that is one.
    """

    of: Probe
    path: tuple[Part, ...] = ()


@dataclass(frozen=True, eq=False)
class Moved:
    """A float or an array, less `factor` times another: `start - factor * along`."""

    start: Any
    factor: float
    along: Any


class UnmadeError(Exception):
    """An argument cannot be made."""


def part_of(value: Plain, path: Sequence[Part]) -> Plain:
    """Follow a path into plain values; UnmadeError where it leads nowhere."""
    for part in path:
        if type(value) is dict if isinstance(part, str) else type(value) in (tuple, list):
            try:
                value = value[part]
                continue
            except (KeyError, IndexError):
                pass
        raise UnmadeError
    return value


def moved(start: Plain, factor: float, along: Plain) -> Plain:
    """Take a step; UnmadeError for anything but floats, and arrays of them of one shape."""
    if type(start) is np.ndarray and type(along) is np.ndarray:
        if start.shape == along.shape and start.dtype == along.dtype == np.float64:
            return start - factor * along
    elif type(start) in (float, np.float64) and type(along) in (float, np.float64):
        return start - factor * along
    raise UnmadeError


def plain_copy(value: Any) -> Plain:
    """Copy what the judge would have sent had it been told: UnmadeError for anything that it is not told as it is."""
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
    """Tell whether all arguments of a call are there."""
    return not any(_unmade(a) for a in probe.args)


def _unmade(value: Any) -> bool:
    kind = type(value)
    return kind is Later or kind is Moved or (kind is dict and any(map(_unmade, value.values())))


def concrete(sent: Sequence[Probe], outcomes: Sequence[Outcome]) -> list[tuple[Probe, Outcome]]:
    """Give the calls that were made with their arguments in place.

    Left out are those of which an argument is not known, or which may have failed because one could not be made.
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
                made.append((replace(probe, args=tuple([maker.value(a) for a in probe.args])), outcome))
    return made


class _Maker:
    """Puts in what calls have returned."""

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
