"""Write a wrong value as a formula of the values at hand, such as `sum(dy_hat * x)`. Needs no solution.

A formula is taken only if it gives every entry in every call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from autograder.diagnose.formula_terms import AtHand, Term, further_terms, terms
from autograder.judge.numeric import Floats

TOLERANCE = 1e-6
"""Tolerance as a share of the largest entry."""
STRICT = 1e-8
"""The same where there are fewer entries than `FEWEST`, so that no number fits by chance."""
FEWEST = 3
MOST = 400
"""Most terms of one shape that are combined in pairs."""
RIGHT = "the right value"
"""The name of what should have come, among the values at hand."""
LEAST = 1e-5
"""The smallest share of a value that is looked at as something added."""
VARIED = 1e-3
"""By what share of the largest the entries of a value differ at least, if it may be multiplied by any number."""
ROUNDED = 1e-13
"""Share of its squared length by which rounding moves what is left of a row."""
LARGEST, SMALLEST = 1e3, 1e-6
"""Which numbers a value may be multiplied by if nothing names them."""


@dataclass(frozen=True)
class Target:
    """The wrong values of all calls in one row, and the numbers that a formula may be multiplied by."""

    shapes: tuple[tuple[int, ...], ...]
    row: Floats
    constants: tuple[tuple[str, Floats], ...]

    @classmethod
    def of(cls, values: Sequence[Floats], numbers: Sequence[Mapping[str, float]]) -> Target:
        """Return the target of some wrong values; `numbers` are those that each call could use."""
        sizes = [v.size for v in values]
        named = {"": [1.0] * len(sizes), "-1": [-1.0] * len(sizes), "2": [2.0] * len(sizes), "1/2": [0.5] * len(sizes)}
        for name in numbers[0]:
            each = [n.get(name, 0.0) for n in numbers]
            if all(value not in (0.0, 1.0, 2.0) for value in each):
                named |= {name: each, f"1/{name}": [1 / v for v in each], f"2/{name}": [2 / v for v in each]}
        if sum(sizes) < FEWEST:
            named = {name: each for name, each in named.items() if name in ("", "-1")}
        constants = tuple((name, np.repeat(each, sizes)) for name, each in named.items())
        return cls(tuple(v.shape for v in values), np.concatenate([v.ravel() for v in values]), constants)

    @property
    def rates(self) -> list[tuple[str, Floats]]:
        """The constants, and quotients of two numbers, which another number may stand before."""
        plain = [(n, c) for n, c in self.constants if n not in ("-1", "2", "1/2") and not n.startswith("2/")]
        return [*plain, *self.quotients]

    @property
    def quotients(self) -> list[tuple[str, Floats]]:
        own = [(n, c) for n, c in self.constants if n not in ("", "-1", "2") and "/" not in n]
        return [(f"{n}/{d}", c / e) for n, c in own for d, e in own if n != d]

    @property
    def varied(self) -> bool:
        """Whether there are enough different numbers: too few fit anything."""
        return len(np.unique(np.abs(self.row).round(9))) >= min(FEWEST, self.row.size)

    @property
    def tolerance(self) -> float:
        return (TOLERANCE if self.row.size >= FEWEST else STRICT) * float(np.abs(self.row).max())


@lru_cache(maxsize=64)
def _fitting(at_hand: AtHand, shapes: tuple[tuple[int, ...], ...]) -> tuple[list[str], Floats]:
    """Return formulas of the values at hand that have these shapes in the calls, and the values of each in one row.

    Cached, because many students have something wrong in the same calls.
    """
    return _rows(terms(list(at_hand.terms(len(shapes))), shapes), shapes)


@lru_cache(maxsize=64)
def _further(at_hand: AtHand, shapes: tuple[tuple[int, ...], ...]) -> tuple[list[str], Floats]:
    """Return the same with longer formulas behind, each once."""
    texts, rows = _fitting(at_hand, shapes)
    more_texts, more_rows = _rows(further_terms(list(at_hand.terms(len(shapes))), shapes), shapes)
    if not more_texts:
        return texts, rows
    every = np.vstack([rows, more_rows]) if texts else more_rows
    first = np.sort(np.unique(every.round(12), axis=0, return_index=True)[1])
    return [[*texts, *more_texts][i] for i in first], every[first]


def _rows(made: Iterable[Term], shapes: Sequence[tuple[int, ...]]) -> tuple[list[str], Floats]:
    fitting = [(t.text, row) for t in made if (row := _spread(t, shapes)) is not None]
    return [text for text, _ in fitting], np.array([row for _, row in fitting])


def _spread(term: Term, shapes: Sequence[tuple[int, ...]]) -> Floats | None:
    """Return the values of a term in one row, or None if its shapes do not fit."""
    if not term.spreads(shapes):
        return None
    both = zip(term.values, shapes, strict=True)
    parts = [v if v.shape == s else np.broadcast_to(v.ravel()[0] if v.size == 1 else v, s) for v, s in both]
    row = np.concatenate([part.ravel() for part in parts])
    return row if np.isfinite(row).all() and row.any() else None


def formula(
    values: Sequence[Floats],
    others: Sequence[Mapping[str, Floats]],
    numbers: Sequence[Mapping[str, float]],
    *,
    longer: bool = True,
) -> str | None:
    """Return a formula of the other values that gives these values in every call, or None."""
    if not values or not all(np.isfinite(v).all() and v.any() for v in values):
        return None
    target = Target.of(values, numbers)
    with np.errstate(all="ignore"):
        texts, rows = _fitting(AtHand.of(others), target.shapes)
    if not texts:
        return None
    for name, constant in target.constants:
        at = np.flatnonzero(np.abs(rows * constant - target.row).max(axis=1) <= target.tolerance)
        if at.size:
            return _times(name, texts[int(at[0])])
    if longer and target.varied and (found := _any_multiple(target, texts, rows)) is not None:
        return found
    with np.errstate(all="ignore"):
        few = texts[:MOST], rows[:MOST]
        found = (
            (_product(target, *few) or _sum(target, *few, target.constants[:1])) if target.row.size >= FEWEST else None
        )
        if found is not None or not longer or target.row.size == 1:
            return found
        return _longer(target, *_further(AtHand.of(others), target.shapes))


def _times(constant: str, text: str) -> str:
    if constant in ("", "-1"):
        return f"-({text})" if constant and " " in text else f"{'-' if constant else ''}{text}"
    return f"{constant} * {_factor(text)}"


def _factor(text: str) -> str:
    """Return a formula for a product."""
    return f"({text})" if " @ " in text and not text.endswith(")") else text


def _longer(target: Target, texts: Sequence[str], rows: Floats) -> str | None:
    """Return a longer formula, or what is added to the right value, missing from it or multiplied with it."""
    if not target.varied:
        return None
    others = [i for i, text in enumerate(texts) if RIGHT not in text]
    if len(others) == len(texts) or not others:
        return _any_multiple(target, texts, rows) or _product(target, texts, rows) or _sum(target, texts, rows)
    right = rows[texts.index(RIGHT)] if RIGHT in texts else np.zeros_like(target.row)
    names, values = [texts[i] for i in others], rows[others]
    left = replace(target, row=target.row - right)
    apart = np.abs(left.row).max() > LEAST * np.abs(target.row).max()
    found = _any_multiple(target, texts, rows)
    if found is None and apart and (rest := _any_multiple(left, names, values)) is not None:
        return _beside(rest)
    found = found or _product(target, texts, rows) or _sum(target, names, values)
    if found is None and apart and (rest := _product(left, names, values) or _sum(left, names, values)) is not None:
        return _beside(rest)
    if found is None and right.all() and target.row.size >= FEWEST:
        share = replace(target, row=target.row / right, constants=target.constants[:1])
        rest = _product(share, names, values)
        return None if rest is None else f"{RIGHT} * {rest}"
    return found


def _beside(rest: str) -> str:
    return f"{RIGHT} - {rest[1:]}" if rest[0] == "-" else f"{RIGHT} + {rest}"


def _any_multiple(target: Target, texts: Sequence[str], rows: Floats) -> str | None:
    """Return one term, multiplied by a number that is the same in all calls.

    In a single call, values that are proportional by nature have one too: there, only the simplest numbers count.
    """
    squares, length = rows**2, float(target.row @ target.row)
    for name, constant in target.rates:
        products, lengths = rows @ (constant * target.row), squares @ np.broadcast_to(constant**2, target.row.shape)
        left = length - products**2 / lengths  # squared, of the difference to the nearest multiple
        for i in np.flatnonzero(left <= target.row.size * target.tolerance**2 + ROUNDED * length):
            scaled, factor = rows[i] * constant, float(products[i] / lengths[i])
            off = np.abs(factor * scaled - target.row).max()
            varied = np.ptp(scaled) > VARIED * np.abs(scaled).max()
            if not (varied and off <= target.tolerance and SMALLEST < abs(factor) < LARGEST):
                continue
            size = f"{abs(factor):.6g}"
            if (target.row.size >= FEWEST and len(target.shapes) > 1) or size in ("0.5", "1", "2"):
                whole = _times(" * ".join(part for part in ("" if size == "1" else size, name) if part), texts[int(i)])
                return f"-{whole}" if factor < 0 else whole
    return None


def _product(target: Target, texts: Sequence[str], rows: Floats) -> str | None:
    """Return the product of two terms, which are found by one entry."""
    at = int(np.abs(target.row).argmax())
    order = np.argsort(np.abs(rows[:, at]))
    sizes = np.abs(rows[order, at])
    for name, constant in target.constants:
        want = target.row / constant
        near = target.tolerance / float(np.abs(constant).max())
        needed = np.abs(want[at] / rows[:, at])
        for i, k in _between(sizes, needed * (1 - TOLERANCE), needed * (1 + TOLERANCE)):
            if np.abs(rows[i] * rows[order[k]] - want).max() <= near:
                return _times(name, " * ".join(_factor(texts[j]) for j in sorted([i, int(order[k])])))
    return None


def _sum(
    target: Target, texts: Sequence[str], rows: Floats, constants: Sequence[tuple[str, Floats]] = ()
) -> str | None:
    """Return the sum or difference of two terms, which are found by one entry."""
    at = int(np.abs(target.row).argmax())
    order = np.argsort(np.abs(rows[:, at]))
    sizes = np.abs(rows[order, at])
    for name, constant in constants or (*target.constants, *target.quotients):
        want = target.row / constant
        near = target.tolerance / float(np.abs(constant).max())
        for said, sign in (("+", 1.0), ("-", -1.0)):
            other = np.abs(want[at] - rows[:, at])
            for i, k in _between(sizes, other - near, other + near):
                second = int(order[k])
                if i != second and np.abs(rows[i] + sign * rows[second] - want).max() <= near:
                    whole = f"{texts[i]} {said} {texts[second]}"
                    return whole if not name else _times(name, f"({whole})")
    return None


def _between(values: Floats, low: Floats, high: Floats) -> Iterator[tuple[int, int]]:
    """Yield the places of what lies between two bounds in sorted values, for each pair of bounds."""
    first, last = np.searchsorted(values, low), np.searchsorted(values, high, side="right")
    for i in np.flatnonzero(last > first):
        yield from ((int(i), k) for k in range(int(first[i]), int(last[i])))
