"""The numbers behind a wrong value: the smallest public example, what came, and what was expected or measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare.problem import Check, Function
from autograder.judge.numeric import CLOSE, Floats
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Fault, Leaf, read
from autograder.plain.evidence import Plain, Returned

DIGITS, WIDTH, MOST, EDGE = 4, 100, 60, 3
"""Significant digits, characters of a line, entries of an array that are shown, and rows and columns of larger ones."""
CAP = 1200
"""Characters of one shown value."""


@dataclass(frozen=True)
class Numbers:
    """One wrong block of one call: the inputs by name, the block, what it should be, and the index of the worst entry.

    `source` is "expected" or "measured". `worst` is None if the shapes differ.
    """

    inputs: tuple[tuple[str, Any], ...]
    label: str
    got: Any
    want: Floats
    source: str
    worst: tuple[int, ...] | None

    @property
    def in_short(self) -> str:
        """Return one line about the worst entry, or nothing if there is no entry to compare."""
        if self.worst is None:
            return ""
        at = f"[{', '.join(map(str, self.worst))}]" if self.worst else ""
        got, want = float(self.got[self.worst]), float(self.want[self.worst])
        return f"{self.label}{at} is {got:.{DIGITS}g}, {self.source} is {want:.{DIGITS}g}"


def numbers(
    function: Function, piece: str, answered: Sequence[Answered], values: Sequence[Plain], source: str
) -> Numbers | None:
    """Return the first wrong block of one piece in the call with the smallest inputs, or None if there is none."""
    calls = [(a, v) for a, v in zip(answered, values, strict=True) if a.call.check is Check.VALUE]
    for one, value in sorted(calls, key=lambda call: _size(call[0].call.args)):
        if not isinstance(one.outcome, Returned):
            continue
        expected = Expected(function, one.call.args, value, one.case.sizes)
        try:
            found = next(_wrong(function, piece, one.outcome.value, expected), None)
        except (LookupError, TypeError, ValueError):
            return None
        if found is not None:
            label, got, want, worst = found
            given = tuple(_flat(function.bind(one.call.args)))
            return Numbers(given, label, got, want, source, worst)
    return None


def _wrong(
    function: Function, piece: str, value: Plain, expected: Expected
) -> Iterator[tuple[str, Any, Floats, tuple[int, ...] | None]]:
    for leaf in read(value, piece, expected):
        if isinstance(leaf, Leaf):
            with np.errstate(all="ignore"):
                off = np.abs(leaf.got - leaf.want)
            far = np.where(np.isfinite(off), off, np.inf)
            if far.size and float(far.max()) > CLOSE * float(np.abs(leaf.want).max()):
                worst = tuple(int(i) for i in np.unravel_index(int(far.argmax()), far.shape))
                yield leaf.label, leaf.got, leaf.want, worst
        elif isinstance(leaf, Fault):
            got, want = function.piece(piece, value), function.piece(piece, expected.value)
            if (
                isinstance(want, np.ndarray | float | int)
                and isinstance(got, np.ndarray | float | int)
                and np.isrealobj(got)
            ):
                yield piece or function.name, np.asarray(got, np.float64), np.asarray(want, np.float64), None


def _size(args: Sequence[Plain]) -> int:
    return sum(np.size(value) for value in _leaves(args))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from _leaves(list(value.values()))
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _leaves(entry)
    elif isinstance(value, np.ndarray | float | int):
        yield value


def _flat(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the inputs that are numbers, those in a dict by their own names."""
    for name, value in given.items():
        if isinstance(value, dict):
            yield from ((f'{name}["{key}"]', entry) for key, entry in value.items() if _is_number(entry))
        elif _is_number(value):
            yield name, value


def _is_number(value: Any) -> bool:
    return isinstance(value, np.ndarray | float | int)


def shown(value: Any) -> str:
    """Return a number or an array as text, its columns below each other, large ones by their corners."""
    array = np.asarray(value, np.float64)
    if array.ndim == 0:
        return f"{float(array):.{DIGITS}g}"
    texts = [f"{v:.{DIGITS}g}" for v in array.flat] if array.size <= MOST else [""]
    wide = max(map(len, texts), default=0)
    text = np.array2string(
        array,
        max_line_width=WIDTH,
        threshold=MOST,
        edgeitems=EDGE,
        formatter={"float_kind": lambda v: f"{v:{wide}.{DIGITS}g}"},
    )
    return text if len(text) <= CAP else f"{text[:CAP]} …"
