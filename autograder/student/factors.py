"""How a wrong value relates to the right one: a constant times it, another value that is at hand, or nothing known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.numeric import Floats

TOLERANCE = 1e-6
"""Of the largest entry."""


@dataclass(frozen=True)
class Pair:
    """What one call gave, what it should have given, and the numbers and arrays that were at hand."""

    got: Floats
    want: Floats
    numbers: Mapping[str, float]
    others: Mapping[str, Floats]


@dataclass(frozen=True)
class Named:
    """A relation: its short name and its sentence."""

    name: str
    sentence: str


def relate(what: str, pairs: Sequence[Pair]) -> Named | None:
    """Name what relates the given values to the right ones in all calls; None where nothing does."""
    moving = [p for p in pairs if not _same(p.got, p.want)]
    if not moving or any(p.got.shape != p.want.shape or not np.isfinite(p.got).all() for p in moving):
        return None
    if not any(p.got.any() for p in moving):
        return Named("zero", f"{what} is zero everywhere.")
    for name in moving[0].others:
        if all(name in p.others and _same(p.got, p.others[name]) for p in moving):
            return Named(f"is {name}", f"{what} is exactly {name}.")
    return _constant(what, moving)


def _constant(what: str, pairs: Sequence[Pair]) -> Named | None:
    fitting: list[str] | None = None
    for pair in pairs:
        names = [name for name, value in _constants(pair.numbers) if _same(pair.got, value * pair.want)]
        fitting = names if fitting is None else [n for n in fitting if n in names]
    if not fitting:
        return None
    name = fitting[0]
    return Named(f"times {name}", f"{what} is exactly {name} times what it should be: {_think(name)}")


def _constants(numbers: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Give the constants that are met, the simplest first."""
    yield from (("-1", -1.0), ("2", 2.0), ("1/2", 0.5), ("-2", -2.0), ("-1/2", -0.5))
    for name, value in numbers.items():
        if value in (0.0, 1.0, 2.0):
            continue
        for factor, number in (("", 1.0), ("2 * ", 2.0), ("1/2 * ", 0.5), ("-", -1.0)):
            yield f"{factor}{name}", number * value
            yield f"{factor}1/{name}", number / value
        if 0 < value < 1:
            yield f"(1 - {name})", 1 - value
            yield f"1/(1 - {name})", 1 / (1 - value)
            yield f"{name}/(1 - {name})", value / (1 - value)


def _think(name: str) -> str:
    about = [
        word
        for word, applies in (
            ("the sign", name.startswith("-")),
            ("the factor 2", "2" in name),
            ("the mean", any(f"{s}m" in name for s in ("/", "* ")) or name.strip("-") == "m"),
        )
        if applies
    ]
    letters = "".join(c if c.isalnum() or c == "_" else " " for c in name).split()
    named = [word for word in letters if not word.isdigit() and word != "m"]
    about += [f"where {word} belongs" for word in dict.fromkeys(named)]
    return "think about " + " and ".join(about) + "."


def _same(first: Any, second: Any) -> bool:
    if np.shape(first) != np.shape(second):
        return False
    largest = max(float(np.abs(first).max(initial=0.0)), float(np.abs(second).max(initial=0.0)))
    return bool(np.abs(first - second).max(initial=0.0) <= TOLERANCE * largest)
