"""A wrong value beside the right one, with what it could have been made of, and what is found about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.judge.numeric import Floats

TOLERANCE = 1e-6
"""Tolerance as a share of the largest entry."""
FEWEST = 3
"""Fewest entries that say something about all of them."""


@dataclass(frozen=True)
class Sample:
    """What one call returned, what it should have returned, and the numbers and arrays that it could have used.

    `part` names the entry if the values are from a dict.
    """

    got: Floats
    want: Floats
    numbers: Mapping[str, float]
    others: Mapping[str, Floats]
    part: str = ""


@dataclass(frozen=True)
class Named:
    """A relation: its short name, its sentence, and the kind of mistake that it is."""

    name: str
    sentence: str
    kind: str = "another-value"


def moving(pairs: Sequence[Sample]) -> list[Sample] | None:
    """Return the samples that are not right, or None if there are none, or some have another shape or no numbers."""
    wrong = [p for p in pairs if not same(p.got, p.want) and not np.array_equal(p.got, p.want)]
    readable = all(p.got.shape == p.want.shape and np.isfinite(p.got).all() for p in wrong)
    return wrong if wrong and readable else None


def names_of(pairs: Sequence[Sample]) -> list[str]:
    """Name the values that exist in all calls and can be compared there."""

    def fits(name: str) -> bool:
        return all(name in p.others and spreads(np.shape(p.others[name]), p.got.shape) for p in pairs)

    return [name for name in pairs[0].others if fits(name)]


def spreads(shape: tuple[int, ...], over: tuple[int, ...]) -> bool:
    """Return whether an array could be added to one of another shape."""
    one_each = zip(reversed(shape), reversed(over), strict=False)
    return shape == over or (len(shape) <= len(over) and all(a in (1, b) for a, b in one_each))


def same(first: Any, second: Any) -> bool:
    """Return whether two values are the same up to rounding."""
    if np.shape(first) != np.shape(second) or not np.isfinite(second).all():
        return False
    largest = max(float(np.abs(first).max(initial=0.0)), float(np.abs(second).max(initial=0.0)))
    return bool(largest > 0 and np.abs(first - second).max(initial=0.0) <= TOLERANCE * largest)
