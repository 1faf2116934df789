"""Relate a wrong value to the right one by a constant, a function or a missing value. Needs no solution."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.diagnose.constant_factors import constant_kind, constants, think
from autograder.diagnose.formulas import RIGHT, formula
from autograder.diagnose.rounding import rounded
from autograder.judge.numeric import Floats

TOLERANCE = 1e-6
"""Tolerance as a share of the largest entry."""
ANOTHER_LENGTH, ANOTHER_FORMULA = "another length", "another formula"
"""The names of the relations that say least: any known mistake explains more."""
VAGUE = (ANOTHER_LENGTH, ANOTHER_FORMULA)
FEWEST = 3
"""Fewest entries that say something about all of them."""
SIGMOID = ("the sigmoid of", lambda v: 1 / (1 + np.exp(-v)))
FUNCTIONS: tuple[tuple[str, Callable[[Floats], Floats]], ...] = (
    SIGMOID,
    ("tanh of", np.tanh),
    ("max(0, ...) of", lambda v: np.maximum(v, 0)),
    ("exp of", np.exp),
    ("the logarithm of", np.log),
    ("the square of", np.square),
    ("the square root of", np.sqrt),
    ("the absolute value of", np.abs),
    ("minus the absolute value of", lambda v: -np.abs(v)),
    ("1 minus", lambda v: 1 - v),
    ("1 over", lambda v: 1 / v),
    ("the rounded value of", np.round),
)
"""Functions that may have been applied once too often, or not at all."""
TIMES = ((-1.0, "left out"), (-2.0, "subtracted instead of added"), (1.0, "added once more"))
"""Multiples of another value that may have been added to the right one."""


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


def relate(what: str, pairs: Sequence[Sample]) -> Named | None:
    """Return the relation of the given values to the right ones in all calls, or None if there is none."""
    moving = [p for p in pairs if not _same(p.got, p.want)]
    if not moving or any(p.got.shape != p.want.shape or not np.isfinite(p.got).all() for p in moving):
        return None
    parts = dict.fromkeys(p.part for p in moving if p.part)
    if parts and set(parts) < {p.part for p in pairs}:
        what = f"{what}, in {' and '.join(parts)},"
    if not any(p.got.any() for p in moving):
        return Named("zero", f"{what} is zero everywhere.", "always-zero")
    if all(_same(p.got, np.ones_like(p.got)) for p in moving):
        return Named("one", f"{what} is one everywhere.", "always-one")
    with np.errstate(all="ignore"):
        ways = (
            _identical,
            _constant,
            _left_out,
            _right_in_part,
            _rounded,
            _shuffled,
            _shifted,
            _through,
            _added,
            _cut_off,
            _another_formula,
            _off_by_one_number,
            _another_length,
            _plus_multiple,
        )
        return next((found for way in ways for found in way(what, moving)), None)


def _names(pairs: Sequence[Sample]) -> list[str]:
    """Name the values that exist in all calls and can be compared there."""

    def fits(name: str) -> bool:
        return all(name in p.others and _spreads(np.shape(p.others[name]), p.got.shape) for p in pairs)

    return [name for name in pairs[0].others if fits(name)]


def _spreads(shape: tuple[int, ...], over: tuple[int, ...]) -> bool:
    """Return whether an array could be added to one of another shape."""
    try:
        return np.broadcast_shapes(shape, over) == over
    except ValueError:
        return False


def _identical(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    for name in _names(pairs):
        if all(_same(p.got, np.broadcast_to(p.others[name], p.got.shape)) for p in pairs):
            yield Named(f"is {name}", f"{what} is exactly {name}.")


def _constant(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    fitting: list[str] | None = None
    for pair in pairs:
        names = [name for name, value in constants(pair.numbers) if _same(pair.got, value * pair.want)]
        fitting = names if fitting is None else [n for n in fitting if n in names]
    if fitting:
        name = fitting[0]
        yield Named(
            f"times {name}", f"{what} is exactly {name} times what it should be: {think(name)}", constant_kind(name)
        )


def _left_out(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for columns that were never filled while all others are right: examples, or entries of a parameter."""
    places, examples = set(), True
    for pair in pairs:
        wrong = np.abs(pair.got - pair.want) > TOLERANCE * np.abs(pair.want).max()
        columns = np.flatnonzero(wrong.any(axis=0)) if wrong.ndim == 2 else np.array([], int)
        if not 0 < len(columns) < pair.got.shape[-1] or pair.got[:, columns].any():
            return
        ends = {(0,): "first", (pair.got.shape[1] - 1,): "last"}
        places.add(ends.get(tuple(columns.tolist()), ""))
        examples = examples and not pair.part and pair.numbers.get("m") == pair.got.shape[1]
    if not examples:
        words = f"{what} is right, but zero in some columns. Does your code reach every entry?"
        yield Named("zero in some columns", words, "entries-left-out")
        return
    place = next(iter(places)) if len(places) == 1 else ""
    which = f"the {place} example" if place else "some examples"
    words = f"{what} is right, but zero for {which}. Does your loop reach every one?"
    yield Named(f"zero for {which}", words, f"{place}-example-dropped" if place else "examples-left-out")


def _right_in_part(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for values that are right for the first or last example only, or wrong for it only."""
    for end, place in ((0, "first"), (-1, "last")):
        one, rest = [], []
        for pair in pairs:
            if pair.got.ndim != 2 or pair.got.shape[1] < FEWEST or pair.numbers.get("m") != pair.got.shape[1]:
                return
            wrong = (np.abs(pair.got - pair.want) > TOLERANCE * np.abs(pair.want).max()).any(axis=0)
            one.append(bool(wrong[end]))
            rest.append(np.delete(wrong, end))
        if not any(one) and all(r.all() for r in rest):
            said = f"{what} is right for the {place} example only. Which lines does your loop repeat?"
            yield Named(f"right for the {place} example only", said, f"{place}-example-only")
        if all(one) and not any(r.any() for r in rest):
            said = f"{what} is right for all examples but the {place}. Does your loop treat it like the others?"
            yield Named(f"wrong for the {place} example only", said, f"{place}-example-dropped")


def _rounded(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for the right values, but rounded."""
    got, want = (np.concatenate([np.ravel(getattr(p, of)) for p in pairs]) for of in ("got", "want"))
    if (how := rounded(got, want)) is not None:
        yield Named("rounded", f"{what} is right, but {how}. Who asks for that?", "rounded")


def _shuffled(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for the right numbers in other places."""
    if all(p.got.size >= FEWEST and _same(np.sort(p.got.ravel()), np.sort(p.want.ravel())) for p in pairs):
        said = f"{what} has the right numbers in other places: is something reshaped that should be transposed?"
        yield Named("another order", said, "another-order")


def _shifted(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for entries that all stand one place beside their own."""
    for axis, line in ((-1, "column"), (0, "row")):
        if not all(p.got.ndim > (axis == 0) and p.got.shape[axis] > FEWEST for p in pairs):
            continue
        both = [(np.moveaxis(p.got, axis, 0), np.moveaxis(p.want, axis, 0)) for p in pairs]
        if all(_same(g[1:], w[:-1]) for g, w in both) or all(_same(g[:-1], w[1:]) for g, w in both):
            said = f"{what} has the right numbers one place beside their own: which {line} is which?"
            yield Named("one place off", said, "another-order")


def _off_by_one_number(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for the same number that is added to all entries of a call."""
    added = [(p.got - p.want).ravel() for p in pairs]
    if all(a.size >= FEWEST and _same(a, np.full_like(a, a.mean())) for a in added):
        numbers = np.array([a.mean() for a in added])
        which = f"{numbers[0]:+.4g}" if len(numbers) > 1 and _same(numbers, np.full_like(numbers, numbers[0])) else ""
        said = f"{what} is off by the same number{f', {which},' if which else ''} everywhere: which term is the same?"
        yield Named("off by one number", said, "another-term")


def _through(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for a function that was applied to the right value, or to another one."""
    for said, function in FUNCTIONS:
        if all(_same(p.got, function(p.want)) for p in pairs):
            yield Named(f"{said} the right value", f"{what} is {said} what it should be.", "another-function")
    for name in _names(pairs):
        for said, function in FUNCTIONS:
            if all(_same(p.got, function(p.others[name])) for p in pairs):
                yield Named(
                    f"{said} {name}", f"{what} is {said} {name}: is that what is asked for?", "another-function"
                )


def _added(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for another value that is missing from this one, or is included once too often."""
    for name in _names(pairs):
        for times, said in TIMES:
            if all(_same(p.got - p.want, np.broadcast_to(times * p.others[name], p.got.shape)) for p in pairs):
                yield Named(f"{name} {said}", f"{what} is what it should be, with {name} {said}.", "another-term")
        for size in (n for n in ("n", "k", "m") if all(p.numbers.get(n, 0) > 2 for p in pairs)):
            extra = [(p.numbers[size] - 1) * p.others[name] for p in pairs]
            if all(_same(p.got - p.want, np.broadcast_to(e, p.got.shape)) for p, e in zip(pairs, extra, strict=True)):
                said = (
                    f"{what} is what it should be, with {name} added {size} times: which lines does your loop repeat?"
                )
                yield Named(f"{name} added {size} times", said, "another-term")


def _cut_off(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for values that are right up to a largest or down to a smallest one, and cut off there."""
    ends: list[float] = []
    many: list[float] = []
    right = 0
    for pair in pairs:
        wrong = np.abs(pair.got - pair.want) > TOLERANCE * np.abs(pair.want).max()
        low, high = float(pair.got.min()), float(pair.got.max())
        bounded = np.where(pair.want > high, high, np.where(pair.want < low, low, pair.want))
        if not _same(pair.got, bounded):
            return
        ends += np.abs(pair.got[wrong]).tolist()
        many += [pair.numbers.get("m", 1.0)] * int(wrong.sum())
        right += int((~wrong).sum())
    lengths = (np.array(ends), np.multiply(ends, many))  # perhaps before it is divided by m
    if right and len(ends) >= FEWEST and any(np.ptp(each) <= TOLERANCE * each.max() for each in lengths):
        yield Named("cut off", f"{what} is right, but cut off above or below. Who asks for that?", "cut-off")


def _another_formula(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for a formula of the values at hand that gives these values."""
    others = [{**p.others, RIGHT: p.want} for p in pairs]
    found = formula([p.got for p in pairs], others, [p.numbers for p in pairs])
    number, _, value = (found or "").partition(" * ")
    if found is not None and value == RIGHT and number.replace(".", "", 1).isdecimal():
        said = f"{what} is exactly {number} times what it should be. Where does this number come from?"
        yield Named(f"times {number}", said, "constant-factor")
    elif found is not None and found.startswith((f"{RIGHT} + ", f"{RIGHT} - ")):
        said = f"{what} is exactly {found}: compare that with the formula."
        yield Named("another term", said, "another-term")
    elif found is not None:
        yield Named(ANOTHER_FORMULA, f"{what} is exactly {found}: compare that with the formula.", "another-formula")


def _plus_multiple(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for a multiple of another value that is added to the right one."""
    for name in _names(pairs):
        if all(np.ptp(p.others[name]) > 0 and _is_multiple(p.got - p.want, p.others[name]) for p in pairs):
            said = f"{what} is what it should be, plus a multiple of {name}: is such a term in the formula?"
            yield Named(f"plus a multiple of {name}", said, "another-term")


def _is_multiple(value: Floats, of: Floats) -> bool:
    of = np.broadcast_to(of, value.shape)
    size = float((of**2).sum())
    return value.size >= FEWEST and size > 0 and _same(value, float((value * of).sum()) / size * of)


def _another_length(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for a factor that is the same in all entries of a call, and another one elsewhere."""
    if not all(np.count_nonzero(p.want) >= FEWEST and _is_multiple(p.got, p.want) for p in pairs):
        return
    said = "has the right direction and another length: which numbers is it multiplied by?"
    yield Named(ANOTHER_LENGTH, f"{what} {said}", "another-length")


def _same(first: Any, second: Any) -> bool:
    if np.shape(first) != np.shape(second) or not np.isfinite(second).all():
        return False
    largest = max(float(np.abs(first).max(initial=0.0)), float(np.abs(second).max(initial=0.0)))
    return bool(largest > 0 and np.abs(first - second).max(initial=0.0) <= TOLERANCE * largest)
