"""The terms of which a wrong value may be a formula: values at hand, functions of them, their products and sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, product
from typing import Any, TypeAlias

import numpy as np

from autograder.diagnose.sample import spreads
from autograder.judge.numeric import Floats

Functions: TypeAlias = tuple[tuple[str, Callable[[Floats], Any]], ...]
"""Functions of one value, each with the text of its formula."""


def _sigmoid(v: Floats) -> Any:
    return 1 / (1 + np.exp(-v))


FUNCTIONS: Functions = (
    ("sigmoid({})", _sigmoid),
    ("sigmoid({0}) * (1 - sigmoid({0}))", lambda v: _sigmoid(v) * _sigmoid(-v)),
    ("sigmoid(2 * {})", lambda v: _sigmoid(2 * v)),
    ("sigmoid({} / 2)", lambda v: _sigmoid(v / 2)),
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
SLICES: Functions = (
    ("the first row of {}", lambda v: v[:1]),
    ("the last row of {}", lambda v: v[-1:]),
    ("the first column of {}", lambda v: v[:, :1]),
    ("the last column of {}", lambda v: v[:, -1:]),
    ("the first row of {}.T", lambda v: v[:, :1].T),
    ("the last row of {}.T", lambda v: v[:, -1:].T),
)
SUMS: Functions = (
    ("sum({})", np.sum),
    ("mean({})", np.mean),
    ("sum({}, axis=1)", lambda v: np.sum(v, axis=1, keepdims=True)),
    ("sum({}, axis=0)", lambda v: np.sum(v, axis=0, keepdims=True)),
)
OUTER: Functions = (
    ("sigmoid({})", _sigmoid),
    ("exp({})", np.exp),
    ("log({})", np.log),
    ("({}) ** 2", np.square),
    ("sqrt({})", np.sqrt),
    ("tanh({})", np.tanh),
    ("(1 / ({}))", lambda v: 1 / v),
    ("(1 / cosh({}))", lambda v: 1 / np.cosh(v)),
    ("(1 / cosh({}) ** 2)", lambda v: 1 / np.cosh(v) ** 2),
    ("({}) ** 3", lambda v: v**3),
)
ACTIVATIONS: Functions = (
    ("{0} / (1 + abs({0}))", lambda v: v / (1 + np.abs(v))),
    ("arctan({})", np.arctan),
    ("{0} * sigmoid({0})", lambda v: v * _sigmoid(v)),
    ("elu({})", lambda v: np.where(v > 0, v, np.expm1(np.minimum(v, 0)))),
    ("clip({} / 4 + 1/2, 0, 1)", lambda v: np.clip(v / 4 + 0.5, 0, 1)),
    ("clip({} / 5 + 1/2, 0, 1)", lambda v: np.clip(v / 5 + 0.5, 0, 1)),
    ("clip({} / 6 + 1/2, 0, 1)", lambda v: np.clip(v / 6 + 0.5, 0, 1)),
)
"""Functions that networks have elsewhere."""
INNER: Functions = (
    ("abs({})", np.abs),
    ("-abs({})", lambda v: -np.abs(v)),
    ("-{}", np.negative),
    ("2 * {}", lambda v: 2 * v),
    ("1 - {}", lambda v: 1 - v),
    ("1 + {}", lambda v: 1 + v),
    ("{0} * (1 - {0})", lambda v: v * (1 - v)),
    ("1 - {} ** 2", lambda v: 1 - v**2),
    ("1 + {} ** 2", lambda v: 1 + v**2),
    ("sigmoid({})", _sigmoid),
    ("1 - sigmoid({})", lambda v: 1 - _sigmoid(v)),
    ("exp({})", np.exp),
)
"""Functions of the functions above, where one alone does not explain a value."""
BENT: Functions = (
    ("({0} * (1 - {0}))", lambda v: v * (1 - v)),
    ("(1 - {})", lambda v: 1 - v),
)
TOTAL, AXIS = SUMS[:2], SUMS[2:]
AXES: Functions = (
    *AXIS,
    ("sum({}, axis=1).T", lambda v: np.sum(v, axis=1, keepdims=True).T),
)
MEANS: Functions = (
    ("mean({}, axis=1)", lambda v: np.mean(v, axis=1, keepdims=True)),
    ("mean({}, axis=1).T", lambda v: np.mean(v, axis=1, keepdims=True).T),
    ("mean({}, axis=0)", lambda v: np.mean(v, axis=0, keepdims=True)),
    ("max({}, axis=0)", lambda v: np.max(v, axis=0, keepdims=True)),
    ("max({}, axis=1)", lambda v: np.max(v, axis=1, keepdims=True)),
    *TOTAL,
    ("mean({} ** 2)", lambda v: np.mean(v**2)),
    ("var({})", np.var),
    ("(1 / var({}))", lambda v: 1 / np.var(v)),
)
ERRORS: Functions = (
    ("abs({})", np.abs),
    ("{} ** 2", np.square),
    ("abs({}) ** 3", lambda v: np.abs(v) ** 3),
    ("{} ** 4", lambda v: v**4),
    ("log(cosh({}))", lambda v: np.log(np.cosh(v))),
    ("log(1 + exp({}))", lambda v: np.log1p(np.exp(v))),
    ("log(abs({}))", lambda v: np.log(np.abs(v))),
    ("huber({})", lambda v: np.minimum(np.abs(v), 1) * (np.abs(v) - np.minimum(np.abs(v), 1) / 2)),
    ("max(0, {})", lambda v: np.maximum(v, 0)),
    ("max(0, 1 - {})", lambda v: np.maximum(1 - v, 0)),
    ("{0} * abs({0})", lambda v: v * np.abs(v)),
)
"""What may be averaged instead of the loss of each example, for an error or a product."""
TOTALS: Functions = (
    *TOTAL,
    ("sqrt(abs(mean({})))", lambda v: np.sqrt(np.abs(np.mean(v)))),
    ("max({})", np.max),
    ("median({})", np.median),
    ("var({})", np.var),
)
Shapes = Sequence[tuple[int, ...]]


@dataclass(frozen=True)
class Term:
    """A formula and its value in each call."""

    text: str
    values: tuple[Floats, ...]

    def made(self, text: str, function: Callable[[Floats], Any]) -> Term:
        """Return a function of this term."""
        return Term(text.format(self.text), tuple(np.asarray(function(v), np.float64) for v in self.values))

    def spreads(self, shapes: Shapes) -> bool:
        """Return whether the values can be spread over these shapes: one number over any."""
        return all(v.size == 1 or spreads(v.shape, s) for v, s in zip(self.values, shapes, strict=True))


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


def _short(name: str) -> str:
    """Return the name of a value for a formula."""
    for before in ("the true ", "the value of "):
        name = name.removeprefix(before)
    return name.partition(", ")[0].removeprefix("the gradient that ").removesuffix(" should be")


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
        if all(v.ndim for v in term.values):
            yield from (term.made(text, total) for text, total in _sums_of(term))
    for one, other in product(plain, terms):
        if all(a.shape == b.shape and a.ndim for a, b in zip(one.values, other.values, strict=True)):
            both = zip(one.values, other.values, strict=True)
            times = Term(f"{one.text} * {other.text}", tuple(a * b for a, b in both))
            yield from (times.made(text, total) for text, total in _sums_of(times))


def _sums_of(term: Term) -> Functions:
    """Return the sums that a term has: over an axis only if there are two."""
    return SUMS if all(v.ndim == 2 for v in term.values) else TOTAL


def terms(plain: Sequence[Term], shapes: Shapes) -> Iterator[Term]:
    """Yield the simplest formulas of some values."""
    yield from plain
    yield from _parts(plain)
    yield from _matrix_products(plain)
    usable = [t for t in plain if t.spreads(shapes)]
    yield from (term.made(text, function) for term, (text, function) in product(usable, FUNCTIONS))
    if all(1 in shape or not shape for shape in shapes):
        yield from _sums(plain, [*plain, *(t.made(*SQUARED) for t in plain)])


def further_terms(plain: Sequence[Term], shapes: Shapes) -> Iterator[Term]:
    """Yield longer formulas: functions of functions, and products of three values that have these shapes."""
    usable = [t for t in plain if t.spreads(shapes)]
    yield from (term.made(*outer) for term, outer in product(usable, OUTER))
    for inner in [term.made(*function) for term, function in product(usable, INNER)]:
        yield from (inner.made(*outer) for outer in OUTER)
    matrices = [t for t in plain if all(v.ndim == 2 for v in t.values)]
    if not any(shapes):
        yield from _totals(matrices)
    if any(len(shape) != 2 for shape in shapes):
        yield from _entrywise(usable)
        return
    both = list(_entrywise(matrices))
    for one in both:
        yield one
        yield from (one.made(text, total) for text, total in AXES)
    yield from (t.made(text, total) for t in matrices for text, total in MEANS)
    sizes = [t.made(text, function) for t in matrices for text, function in (ERRORS[0], SQUARED)]
    yield from (t.made(text, total) for t in sizes for text, total in AXES)
    turned = [t.made("{}.T", np.transpose) for t in matrices]
    yield from _chains([*both, *(t.made(*f) for t in matrices for f in BENT)], [*matrices, *turned], shapes)
    bent = [t.made(text, function).made("{}.T", np.transpose) for t in matrices for text, function in FUNCTIONS]
    yield from _chains(matrices, bent, shapes)
    pairs = list(_chained(matrices, [*matrices, *turned]))
    yield from _chains(pairs, [*matrices, *turned, *(t.made(*f) for t in matrices for f in BENT)], shapes)


def _totals(matrices: Sequence[Term]) -> Iterator[Term]:
    """Yield one number for all examples: of each value, of the differences and the products of two."""
    several = [*matrices]
    for one, other in combinations(matrices, 2):
        pairs = list(zip(one.values, other.values, strict=True))
        if all(a.shape == b.shape for a, b in pairs):
            several.append(Term(f"({one.text} - {other.text})", tuple(a - b for a, b in pairs)))
            several.append(Term(f"({one.text} * {other.text})", tuple(a * b for a, b in pairs)))
            several.append(Term(f"(({one.text} - {other.text}) / {other.text})", tuple((a - b) / b for a, b in pairs)))
            several.append(Term(f"(round({one.text}) - {other.text})", tuple(np.round(a) - b for a, b in pairs)))
            several.append(Term(f"({one.text} hits {other.text})", tuple(1.0 * (np.round(a) == b) for a, b in pairs)))
            several.append(Term(f"((2 * {other.text} - 1) * {one.text})", tuple((2 * b - 1) * a for a, b in pairs)))
    each = [*several, *(t.made(text, function) for t in several for text, function in ERRORS)]
    yield from (t.made(text, total) for t in each for text, total in TOTALS)
    yield from (t.made("(1 / var({}))", lambda v: 1 / np.var(v)) for t in matrices)


def _entrywise(matrices: Sequence[Term]) -> Iterator[Term]:
    """Yield the products of two values, entry by entry, that fit."""
    for one, other in combinations_with_replacement(matrices, 2):
        pairs = list(zip(one.values, other.values, strict=True))
        if all(_fit(a.shape, b.shape) for a, b in pairs):
            yield Term(f"{one.text} * {other.text}", tuple(a * b for a, b in pairs))


def _fit(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return len(one) == len(other) and all(a == b or 1 in (a, b) for a, b in zip(one, other, strict=True))


def _chained(firsts: Sequence[Term], seconds: Sequence[Term]) -> Iterator[Term]:
    for first, second in product(firsts, seconds):
        if all(a.shape[1] == b.shape[0] for a, b in zip(first.values, second.values, strict=True)):
            yield Term(f"{first.text} @ {second.text}", tuple(map(np.matmul, first.values, second.values)))


def _chains(firsts: Sequence[Term], seconds: Sequence[Term], shapes: Shapes) -> Iterator[Term]:
    """Yield matrix products with these shapes."""
    for first, second in product(firsts, seconds):
        both = zip(first.values, second.values, shapes, strict=True)
        if all(a.shape[1] == b.shape[0] and (a.shape[0], b.shape[1]) == shape for a, b, shape in both):
            text = f"({first.text})" if " " in first.text and " @ " not in first.text else first.text
            yield Term(f"{text} @ {second.text}", tuple(map(np.matmul, first.values, second.values)))
