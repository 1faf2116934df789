"""Relate a wrong gradient to the true one if no named mistake explains it.

Needs no solution and only numpy: the true values come from a `Backprop`, which notebooks build from their own forward
and loss. Every explanation is tried on the numbers themselves, and has to fit in every entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.diagnose.backprop import Backprop, Floats
from autograder.diagnose.candidates import Candidate, Operand, candidates, of_delta, place
from autograder.diagnose.constant_factors import think

TOLERANCE = 1e-6
"""Tolerance as a share of the largest entry, for numerical gradients."""
EXACT = 1e-9
"""The same if the true gradient is known exactly."""
TINY = 1e-300
"""Used instead of a square that is too small for a float."""
SAME = 1e-6
"""Relative tolerance of a multiple that is the same in several cases, after a subtraction."""
FEWEST = 3
"""Fewest entries of a block to fit a multiple, or two explanations at once: with fewer, one always fits."""
LARGEST_FIT = 10.0
LEAST_FIT = 1e-4
"""The largest fitted multiple, such as a learning rate, and the smallest share of the gradient that it adds."""


@dataclass(frozen=True)
class Relation:
    """The explanation of one wrong gradient: `name` from a separate vocabulary, `sentence` for the student."""

    quantity: str
    name: str
    sentence: str


@dataclass(frozen=True)
class Constant:
    """A number by which gradients are off, written with m, n and k."""

    name: str
    value: float

    @property
    def think(self) -> str:
        """Return where to think."""
        if self.name in ("1/n", "1/k"):
            return think(self.name)
        about = {
            "the sign": self.name[0] == "-",
            "the factor of the square": "2" in self.name,
            "the mean": "m" in self.name,
        }
        return "think about " + " and ".join(where for where, applies in about.items() if applies) + "."


def relation(quantity: str, given: Any, network: Backprop) -> Relation | None:
    """Relate one gradient, such as dW1, to the true one. Returns None if it is right or nothing fits."""
    return relate(quantity, [(given, network)], TOLERANCE)


def relate(quantity: str, cases: Sequence[tuple[Any, Backprop]], tolerance: float = EXACT) -> Relation | None:
    """Relate one gradient in several cases, in all of which the same relation has to hold."""
    ways = (_same_relation, _fixed_examples, _same_penalty)
    return next((found for way in ways if (found := way(quantity, cases, tolerance)) is not None), None)


def _fixed_examples(quantity: str, cases: Sequence[tuple[Any, Backprop]], tolerance: float) -> Relation | None:
    """Return whether the gradient is always a mean over the same number of examples, however many there are."""
    if not _several_sizes(cases):
        return None
    counts = []
    for value, network in cases:
        at = place(quantity, network)
        given = np.atleast_2d(np.asarray(value, np.float64))
        if at is None or not given.any() or not np.isfinite(given).all():
            return None
        layer = network.layers[at[1]]
        true = of_delta(at[0], layer, layer.delta)
        if given.shape != true.shape or not true.any():
            return None
        factor = float((given * true).sum()) / max(float((given**2).sum()), TINY)
        if not _equal(factor * given, true, tolerance):
            return None
        counts.append(factor * layer.delta.shape[1])
    number = round(counts[0])
    if number < 2 or any(abs(count - number) > tolerance * number for count in counts):
        return None
    what = f"what it should be with {number} examples, however many there are"
    return Relation(quantity, "fixed examples", f"{quantity} is {what}: does your code look at {cases[0][1].net.x}?")


def _same_penalty(quantity: str, cases: Sequence[tuple[Any, Backprop]], tolerance: float) -> Relation | None:
    """Return whether each number is the true one plus the same multiple of its parameter, or of that over m."""
    if not _several_sizes(cases):
        return None
    strengths, sizes = [], []
    for value, network in cases:
        at = place(quantity, network)
        if at is None or at[0] not in (Operand.WEIGHTS, Operand.BIAS) or np.size(value) != 1:
            return None
        layer = network.layers[at[1]]
        extra = float(np.asarray(value, np.float64).ravel()[0] - of_delta(at[0], layer, layer.delta)[0, 0])
        weight = float((layer.weights if at[0] is Operand.WEIGHTS else layer.bias).ravel()[0])
        if not weight:
            return None
        strengths.append(extra / weight)
        sizes.append(layer.delta.shape[1])
    if not all(LEAST_FIT <= abs(s) <= LARGEST_FIT for s in strengths):
        return None
    over_m = [s * m for s, m in zip(strengths, sizes, strict=True)]
    allowed = max(tolerance, SAME)
    if not any(max(s) - min(s) <= allowed * abs(s[0]) for s in (strengths, over_m)):
        return None
    what = f"the true gradient plus a multiple of {cases[0][1].net.gradients[quantity]}"
    return Relation(quantity, "L2 term", f"{quantity} is {what}: is such a term in the loss?")


def _several_sizes(cases: Sequence[tuple[Any, Backprop]]) -> bool:
    """Return whether the cases differ in m. If they do not, any number could have been meant."""
    return len({network.layers[0].delta.shape[1] for _, network in cases}) > 1


def _same_relation(quantity: str, cases: Sequence[tuple[Any, Backprop]], tolerance: float) -> Relation | None:
    found: list[dict[str, str]] = []
    right = True
    for value, network in cases:
        at = place(quantity, network)
        given = np.atleast_2d(np.asarray(value, np.float64))
        if at is None or not np.isfinite(given).all():
            return None
        kind, i = at
        true = of_delta(kind, network.layers[i], network.layers[i].delta)
        right = right and _equal(given, true, tolerance)
        every = [Candidate("", "the true gradient", "", true), *candidates(kind, i, network)]
        found.append({})
        for name, words in _fitting(given, every, network, tolerance):
            found[-1].setdefault(name, words)
        if not found[-1] and not right:
            return None
    if right or not found:
        return None
    names = [name for name in found[0] if all(name in other for other in found)]
    return Relation(quantity, names[0], f"{quantity} is {found[0][names[0]]}") if names else None


def _fitting(
    given: Floats, every: Sequence[Candidate], network: Backprop, tolerance: float
) -> Iterator[tuple[str, str]]:
    """Return (name, words) of all that fits, simplest first: a constant, a mistake, a constant and a mistake."""
    true, *mistaken = every
    if not given.any():
        yield "zero", "zero everywhere: does the loss really not change?"
        return
    constants = tuple(_constants(network))
    for c in _multiple(given, true.value, constants, tolerance):
        yield f"times {c.name}", f"exactly {c.name} times {true.what}: {c.think}"
    if min(true.value.shape) > 1 and _equal(given, true.value.T, tolerance):
        yield "transposed", f"the transpose of {true.what}: which shape has the parameter?"
    apart = [m for m in mistaken if m.fitted is not None or not _equal(m.value, true.value, tolerance)]
    yield from _mistaken(given, apart, constants, tolerance)


def _mistaken(
    given: Floats, mistaken: Sequence[Candidate], constants: Sequence[Constant], tolerance: float
) -> Iterator[tuple[str, str]]:
    for m in mistaken:
        if _fits(m, given, tolerance):
            yield m.name, f"{m.what}: {m.think}"
    if given.size < FEWEST:
        return
    for m in mistaken:
        for c in _multiple(given, m.value, constants, tolerance) if m.fitted is None else ():
            yield f"{m.name}, times {c.name}", f"{c.name} times {m.what}: {m.think}"


def _multiple(given: Floats, value: Floats, constants: Sequence[Constant], tolerance: float) -> Iterator[Constant]:
    """Return the constants c with `given` = c * `value`: several if sizes make them equal."""
    if given.shape != value.shape or not value.any():
        return
    factor = float((given * value).sum()) / float((value**2).sum())
    if _equal(given, factor * value, tolerance):
        yield from (c for c in constants if abs(factor - c.value) <= tolerance * abs(c.value))


def _fits(candidate: Candidate, given: Floats, tolerance: float) -> bool:
    value, fitted = candidate.value, candidate.fitted
    if fitted is None or value.shape != given.shape:
        return _equal(given, value, tolerance)
    size = float((fitted**2).sum())
    if given.size < FEWEST or size == 0:
        return False
    added = float(((given - value) * fitted).sum()) / size * fitted
    if not LEAST_FIT * np.abs(given).max() <= np.abs(added).max() <= LARGEST_FIT * np.abs(fitted).max():
        return False
    return _equal(given, value + added, tolerance)


def _constants(network: Backprop) -> Iterator[Constant]:
    """Return the usual constants: products of m, 1/m, 2, 1/2 and -1, and m replaced by another number."""
    m, n = network.layers[0].delta.shape[1], network.layers[0].inputs.shape[0]
    sizes = {"": 1.0, "m": float(m), "1/m": 1 / m, "m/n": m / n, "m/(m-1)": m / (m - 1) if m > 1 else 0.0}
    whole = {"1/n": 1 / n}  # of arrays whose size is taken for m
    if len(network.layers) > 1:
        k = network.layers[0].delta.shape[0]
        sizes["m/k"], whole["1/k"] = m / k, 1 / k
    for factor, number in (("", 1.0), ("2", 2.0), ("1/2", 0.5)):
        for size, value in sizes.items():
            name = " * ".join(part for part in (factor, size) if part)
            if name:
                yield Constant(name, number * value)
            yield Constant(f"-{name or '1'}", -number * value)
    yield from (Constant(name, value) for name, value in whole.items())


def _equal(first: Floats, second: Floats, tolerance: float) -> bool:
    if first.shape != second.shape:
        return False
    largest = max(float(np.abs(first).max(initial=0.0)), float(np.abs(second).max(initial=0.0)))
    return bool(np.abs(first - second).max(initial=0.0) <= tolerance * largest)
