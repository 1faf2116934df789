"""Write a wrong value as a formula of the values at hand, such as `sum(dy_hat * x)`. Needs no solution.

A formula is taken only if it gives every entry in every call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np

from autograder.judge.numeric import Floats

TOLERANCE = 1e-6
"""Tolerance as a share of the largest entry."""
STRICT = 1e-8
"""The same where there are fewer entries than `FEWEST`, so that no number fits by chance."""
FEWEST = 3
MOST = 400
"""Most terms of one shape that are combined in pairs."""
FUNCTIONS: tuple[tuple[str, Callable[[Floats], Any]], ...] = (
    ("sigmoid({})", lambda v: 1 / (1 + np.exp(-v))),
    ("sigmoid(2 * {})", lambda v: 1 / (1 + np.exp(-2 * v))),
    ("sigmoid({} / 2)", lambda v: 1 / (1 + np.exp(-v / 2))),
    ("{0} * (1 - {0})", lambda v: v * (1 - v)),
    ("(1 - {} ** 2)", lambda v: 1 - v**2),
    ("(1 - {})", lambda v: 1 - v),
    ("(1 + {})", lambda v: 1 + v),
    ("({} > 0)", lambda v: (v > 0).astype(float)),
    ("max(0, {})", lambda v: np.maximum(v, 0)),
    ("tanh({})", np.tanh),
    ("exp({})", np.exp),
    ("log({})", np.log),
    ("log(1 + exp({}))", lambda v: np.log1p(np.exp(v))),
    ("{} ** 2", np.square),
    ("sqrt({})", np.sqrt),
    ("abs({})", np.abs),
    ("sign({})", np.sign),
)
SQUARED = ("{} ** 2", np.square)
SLICES: tuple[tuple[str, Callable[[Floats], Any]], ...] = (
    ("the first row of {}", lambda v: v[:1]),
    ("the last row of {}", lambda v: v[-1:]),
    ("the first column of {}", lambda v: v[:, :1]),
    ("the last column of {}", lambda v: v[:, -1:]),
    ("the first row of {}.T", lambda v: v[:, :1].T),
    ("the last row of {}.T", lambda v: v[:, -1:].T),
)
SUMS: tuple[tuple[str, Callable[[Floats], Any]], ...] = (
    ("sum({})", np.sum),
    ("mean({})", np.mean),
    ("sum({}, axis=1)", lambda v: np.sum(v, axis=1, keepdims=True)),
    ("sum({}, axis=0)", lambda v: np.sum(v, axis=0, keepdims=True)),
)


@dataclass(frozen=True)
class Term:
    """A formula and its value in each call."""

    text: str
    values: tuple[Floats, ...]

    def made(self, text: str, function: Callable[[Floats], Any]) -> Term:
        """Return a function of this term."""
        return Term(text.format(self.text), tuple(np.asarray(function(v), np.float64) for v in self.values))


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
    def tolerance(self) -> float:
        return (TOLERANCE if self.row.size >= FEWEST else STRICT) * float(np.abs(self.row).max())


@dataclass(frozen=True)
class AtHand:
    """The values that a formula may be made of, by name and call, in a form that can be remembered."""

    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    data: bytes

    @classmethod
    def of(cls, others: Sequence[Mapping[str, Floats]]) -> AtHand:
        """Return those of the values that all calls have, and that are no tensors."""
        names = tuple(n for n in others[0] if all(n in o and np.ndim(o[n]) <= 2 for o in others))
        values = [np.asarray(o[n], np.float64) for n in names for o in others]
        return cls(names, tuple(v.shape for v in values), b"".join(v.tobytes() for v in values))

    def terms(self, calls: int) -> Iterator[Term]:
        """Yield each value as a formula."""
        sizes = [int(np.prod(shape)) for shape in self.shapes]
        parts = np.split(np.frombuffer(self.data), np.cumsum(sizes)[:-1])
        values = [part.reshape(shape) for part, shape in zip(parts, self.shapes, strict=True)]
        for i, name in enumerate(self.names):
            yield Term(_short(name), tuple(values[i * calls : (i + 1) * calls]))


@lru_cache(maxsize=64)
def _fitting(at_hand: AtHand, shapes: tuple[tuple[int, ...], ...]) -> tuple[list[str], Floats]:
    """Return formulas of the values at hand that have these shapes in the calls, and the values of each in one row.

    Cached, because many students have something wrong in the same calls.
    """
    plain = list(at_hand.terms(len(shapes)))
    terms = [*plain, *_parts(plain), *_matrix_products(plain)]
    terms += [term.made(text, function) for term, (text, function) in product(plain, FUNCTIONS)]
    if all(1 in shape or not shape for shape in shapes):
        terms += [*_sums(plain, [*plain, *(t.made(*SQUARED) for t in plain)])]
    fitting = [(t.text, row) for t in terms if (row := _spread(t, shapes)) is not None]
    return [text for text, _ in fitting], np.array([row for _, row in fitting])


def _spread(term: Term, shapes: Sequence[tuple[int, ...]]) -> Floats | None:
    """Return the values of a term in one row, or None if its shapes do not fit."""
    try:
        pairs = zip(term.values, shapes, strict=True)
        parts = [np.broadcast_to(v.ravel()[0] if v.size == 1 else v, s).ravel() for v, s in pairs]
    except ValueError:
        return None
    row = np.concatenate(parts)
    return row if np.isfinite(row).all() and row.any() else None


def formula(
    values: Sequence[Floats], others: Sequence[Mapping[str, Floats]], numbers: Sequence[Mapping[str, float]]
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
    if target.row.size < FEWEST:
        return None
    return _pair(target, rows[:MOST], texts[:MOST])


def _short(name: str) -> str:
    """Return the name of a value for a formula."""
    for before in ("the true ", "the value of "):
        name = name.removeprefix(before)
    return name.partition(", ")[0].removeprefix("the gradient that ").removesuffix(" should be")


def _times(constant: str, text: str) -> str:
    if constant in ("", "-1"):
        return f"-({text})" if constant and " " in text else f"{'-' if constant else ''}{text}"
    return f"{constant} * {_factor(text)}"


def _factor(text: str) -> str:
    """Return a formula for a product."""
    return f"({text})" if " @ " in text and not text.endswith(")") else text


def _parts(plain: Sequence[Term]) -> Iterator[Term]:
    """Yield single rows and columns, and transposes."""
    for term in plain:
        if all(v.ndim == 2 and min(v.shape) > 0 for v in term.values):
            yield from (term.made(text, cut) for text, cut in SLICES)
            yield term.made("{}.T", np.transpose)


def _matrix_products(plain: Sequence[Term]) -> Iterator[Term]:
    matrices = [t for t in plain if all(v.ndim == 2 for v in t.values)]
    for one, other in product(matrices, matrices):
        turned = one.made("{}.T", np.transpose), other.made("{}.T", np.transpose)
        for first, second in ((one, other), (turned[0], other), (one, turned[1])):
            pairs = list(zip(first.values, second.values, strict=True))
            if all(a.shape[1] == b.shape[0] for a, b in pairs):
                yield Term(f"{first.text} @ {second.text}", tuple(a @ b for a, b in pairs))


def _sums(plain: Sequence[Term], terms: Sequence[Term]) -> Iterator[Term]:
    """Yield sums of each term, and of its products with each value, entry by entry."""
    for term in terms:
        if all(v.ndim == 2 for v in term.values):
            yield from (term.made(text, total) for text, total in SUMS)
    for one, other in product(plain, terms):
        if all(a.shape == b.shape and a.ndim == 2 for a, b in zip(one.values, other.values, strict=True)):
            both = zip(one.values, other.values, strict=True)
            times = Term(f"{one.text} * {other.text}", tuple(a * b for a, b in both))
            yield from (times.made(text, total) for text, total in SUMS)


def _pair(target: Target, rows: Floats, texts: Sequence[str]) -> str | None:
    """Return the product, sum or difference of two terms that gives the target."""
    found = _multiplied(target, rows, texts)
    if found is not None:
        return found
    for said, sign in (("+", 1.0), ("-", -1.0)):
        near = np.abs(rows[:, None, :1] + sign * rows[None, :, :1] - target.row[:1])[..., 0] <= target.tolerance
        for i, k in np.argwhere(near):
            if i != k and np.abs(rows[i] + sign * rows[k] - target.row).max() <= target.tolerance:
                return f"{texts[i]} {said} {texts[k]}"
    return None


def _multiplied(target: Target, rows: Floats, texts: Sequence[str]) -> str | None:
    first = np.triu(rows[:, None, 0] * rows[None, :, 0])
    for name, constant in target.constants:
        want = target.row / constant
        scale = float(np.abs(want).max())
        near = np.abs(first - want[0]) <= TOLERANCE * scale
        for i, k in np.argwhere(near):
            if i <= k and np.abs(rows[i] * rows[k] - want).max() <= TOLERANCE * scale:
                return _times(name, " * ".join(_factor(texts[at]) for at in (i, k)))
    return None
