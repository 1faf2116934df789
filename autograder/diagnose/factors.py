"""Relate a wrong value to the right one by a constant, a function or a missing value. Needs no solution."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np

from autograder.diagnose.constant_factors import constant_kind, constants, think
from autograder.diagnose.formulas import RIGHT, formula
from autograder.diagnose.mixed_values import (
    dropped_out,
    multiples,
    on_another_scale,
    resized,
    right_in_part,
)
from autograder.diagnose.rounding import rounded
from autograder.diagnose.sample import FEWEST, TOLERANCE, Named, Sample, moving, names_of, same
from autograder.judge.numeric import Floats

ANOTHER_FORMULA = "another formula"
"""The name of the relations that say least."""
AGAIN = 2
"""How many entries beside others end at the same number where that tells that they are cut off."""
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
    ("the whole-number part of", np.trunc),
    ("the whole number below", np.floor),
)
"""Functions that may have been applied once too often, or not at all."""
MULTIPLES = (("", 1, 0), (" minus", -1, 0), (" m times", 1, 1), (" minus m times", -1, 1), (" 1/m times", 1, -1))
TIMES = ((-1.0, "left out"), (-2.0, "subtracted instead of added"), (1.0, "added once more"))
"""Multiples of another value that may have been added to the right one."""


def relate(what: str, pairs: Sequence[Sample]) -> Named | None:
    """Return the relation of the given values to the right ones in all calls, or None if there is none."""
    wrong = moving(pairs)
    if wrong is None:
        return None
    parts = dict.fromkeys(p.part for p in wrong if p.part)
    if parts and set(parts) < {p.part for p in pairs}:
        what = f"{what}, in {' and '.join(parts)},"
    if not any(p.got.any() for p in wrong):
        return Named("zero", f"{what} is zero everywhere.", "always-zero")
    if all(same(p.got, np.ones_like(p.got)) for p in wrong):
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
            _one_off,
            _through,
            _added,
            _cut_off,
            _another_formula,
            _one_number,
            resized,
            on_another_scale,
            right_in_part,
            dropped_out,
            multiples,
        )
        return next((found for way in ways for found in way(what, wrong)), None)


def _identical(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    for name in names_of(pairs):
        if all(same(p.got, np.broadcast_to(p.others[name], p.got.shape)) for p in pairs):
            yield Named(f"is {name}", f"{what} is exactly {name}.")


def _constant(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    fitting: list[str] | None = None
    for pair in pairs:
        names = [name for name, value in constants(pair.numbers) if same(pair.got, value * pair.want)]
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
    if all(p.got.size >= FEWEST and same(np.sort(p.got.ravel()), np.sort(p.want.ravel())) for p in pairs):
        said = f"{what} has the right numbers in other places: is something reshaped that should be transposed?"
        yield Named("another order", said, "another-order")


def _shifted(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for entries that all stand one place beside their own."""
    for axis, line in ((-1, "column"), (0, "row")):
        if not all(p.got.ndim > (axis == 0) and p.got.shape[axis] > 1 for p in pairs):
            continue
        if sum(p.got.size - p.got.size // p.got.shape[axis] for p in pairs) < 2 * FEWEST:
            continue
        both = [(np.moveaxis(p.got, axis, 0), np.moveaxis(p.want, axis, 0)) for p in pairs]
        if all(same(g[1:], w[:-1]) for g, w in both) or all(same(g[:-1], w[1:]) for g, w in both):
            said = f"{what} has the right numbers one place beside their own: which {line} is which?"
            yield Named("one place off", said, "another-order")


def _one_off(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for a 1 that is added to everything, as by who counts from the other end of a step."""
    whole = all(same(p.want, np.round(p.want)) for p in pairs)
    asked, kind = (
        ("From which number do you count?", "off-by-one") if whole else ("Where does it come from?", "another-term")
    )
    for step, said in ((1, "plus 1"), (-1, "minus 1")):
        if all(same(p.got, p.want + step) for p in pairs):
            yield Named(f"the right value {said}", f"{what} is what it should be {said}. {asked}", kind)


def _through(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for a function that was applied to the right value, or to another one."""
    sizes = [p.numbers.get("m", 1.0) for p in pairs]
    for (times, sign, power), (said, function) in product(MULTIPLES, FUNCTIONS):
        if said == "1 minus" and sign < 0:
            continue  # that is 1 plus
        made = [function(sign * m**power * p.want) for m, p in zip(sizes, pairs, strict=True)]
        if all(same(p.got, one) for p, one in zip(pairs, made, strict=True)):
            words = f"{what} is {said}{times} what it should be."
            yield Named(f"{said}{times} the right value", words, "another-function")
    for name in names_of(pairs):
        for said, function in FUNCTIONS:
            if all(same(p.got, function(p.others[name])) for p in pairs):
                yield Named(
                    f"{said} {name}", f"{what} is {said} {name}: is that what is asked for?", "another-function"
                )


def _added(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for another value that is missing from this one, or is included once too often."""
    for name in names_of(pairs):
        for times, said in TIMES:
            if all(same(p.got - p.want, np.broadcast_to(times * p.others[name], p.got.shape)) for p in pairs):
                yield Named(f"{name} {said}", f"{what} is what it should be, with {name} {said}.", "another-term")
        for size in (n for n in ("n", "k", "m") if all(p.numbers.get(n, 0) > 2 for p in pairs)):
            extra = [(p.numbers[size] - 1) * p.others[name] for p in pairs]
            if all(same(p.got - p.want, np.broadcast_to(e, p.got.shape)) for p, e in zip(pairs, extra, strict=True)):
                said = (
                    f"{what} is what it should be, with {name} added {size} times: which lines does your loop repeat?"
                )
                yield Named(f"{name} added {size} times", said, "another-term")


def _cut_off(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for values that are right up to a largest or down to a smallest one, and cut off there."""
    ends: list[float] = []
    many: list[float] = []
    right = again = 0
    for pair in pairs:
        wrong = np.abs(pair.got - pair.want) > TOLERANCE * np.abs(pair.want).max()
        low, high = float(pair.got.min()), float(pair.got.max())
        bounded = np.where(pair.want > high, high, np.where(pair.want < low, low, pair.want))
        if not same(pair.got, bounded) or (low == high and pair.got.size > 1):
            return
        ends += np.abs(pair.got[wrong]).tolist()
        again += int(wrong.sum()) - len(np.unique(pair.got[wrong]))
        many += [pair.numbers.get("m", 1.0)] * int(wrong.sum())
        right += int((~wrong).sum())
    lengths = (np.array(ends), np.multiply(ends, many))  # perhaps before it is divided by m
    one_length = any(np.ptp(each) <= TOLERANCE * each.max(initial=0.0) for each in lengths if each.size)
    if right and len(ends) >= FEWEST and (one_length or again >= AGAIN):
        yield Named("cut off", f"{what} is right, but cut off above or below. Who asks for that?", "cut-off")


def _one_number(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for one number in all entries, another one in each call."""
    alike = all(p.got.size >= FEWEST and np.ptp(p.got) == 0 < np.ptp(p.want) for p in pairs)
    if alike and len({p.got.flat[0] for p in pairs}) == len(pairs) > 1:
        said = f"{what} is the same number in every entry. Is something taken of all entries that each has for itself?"
        yield Named("one number", said, "one-number")


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
