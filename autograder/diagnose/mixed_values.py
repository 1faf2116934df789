"""Relate a wrong value to the right one entry by entry: forced into a shape, on another scale, a sum of multiples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product

import numpy as np

from autograder.diagnose.formula_terms import ACTIVATIONS, FUNCTIONS, OUTER
from autograder.diagnose.mistake_kinds import OVERWRITTEN
from autograder.diagnose.other_data import scaled
from autograder.diagnose.sample import FEWEST, TOLERANCE, Named, Sample, names_of, same
from autograder.judge.numeric import Floats

RIGHT, ONE = "what it should be", "1"
ANOTHER_LENGTH, ANOTHER_COMBINATION = "another length", "another combination"
SPARE = 4
"""How many entries more than unknown numbers all calls together have at least, each one, if several are unknown."""
EXACT = 1e-9
"""Tolerance of a sum of multiples, as a share of the largest entry: its numbers are fitted, so it has to be exact."""
LARGEST = 1e4


def resized(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for another value, or its sum over an axis, that was brought into the shape, repeated or cut."""
    for name, (said, axis) in product(
        pairs[0].others, (("", None), (" summed over axis 0", 0), (" summed over axis 1", 1))
    ):
        values = [np.asarray(p.others.get(name, 0.0)) for p in pairs]
        if all(v.ndim == 2 and p.got.size >= FEWEST for v, p in zip(values, pairs, strict=True)):
            if axis is None and (one := _one_of_a_sum(values, pairs)):
                words = f"{what} is {one} of {name}, not the sum of all. {OVERWRITTEN.hint}"
                yield Named(f"one of {name}", words, OVERWRITTEN.name)
                continue
            made = [v if axis is None else v.sum(axis=axis) for v in values]
            if all(same(p.got, np.resize(v, p.got.shape)) for v, p in zip(made, pairs, strict=True)):
                words = f"{what} is {name}{said}, brought into another shape. Which axis is which?"
                yield Named(f"resized {name}", words, "axis-lost")


def _one_of_a_sum(values: Sequence[Floats], pairs: Sequence[Sample]) -> str:
    """Return which row or column of another value came instead of the sum of them all, or ""."""
    both = list(zip(values, pairs, strict=True))
    ends = (("the first row", 0, 0), ("the last row", 0, -1), ("the first column", 1, 0), ("the last column", 1, -1))
    return next(
        (
            said
            for said, axis, end in ends
            if all(same(p.got.ravel(), v.take(end, axis)) and same(p.want.ravel(), v.sum(axis)) for v, p in both)
        ),
        "",
    )


def on_another_scale(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for the right values, but centred, standardised, or divided by something."""
    made = [list(scaled(p.want)) if p.want.ndim and p.want.size >= FEWEST else [] for p in pairs]
    for ways in zip(*made, strict=False):
        if all(same(p.got, value) for p, (_, value) in zip(pairs, ways, strict=True)):
            said = f"{what} is what it should be, but {ways[0][0]}. Who asks for that?"
            yield Named("another scale", said, "scale-changed")


def dropped_out(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for the right values, but some of them zero and the others divided by one share."""
    got = np.concatenate([np.ravel(p.got) for p in pairs])
    want = np.concatenate([np.ravel(p.want) for p in pairs])
    kept = (got != 0) & (want != 0)
    shares = want[kept] / got[kept]
    dropped = int(((got == 0) & (want != 0)).sum())
    if min(dropped, kept.sum()) >= FEWEST and np.ptp(shares) <= TOLERANCE and 0 < shares[0] < 1 - TOLERANCE:
        said = f"{what} is zero in some entries, and what it should be divided by {shares[0]:.3g} in the others."
        yield Named("dropped out", f"{said} Is that a dropout?", "dropout-left-in")


def right_in_part(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for entries of which some are right and the others are those of another value."""
    rows = _in_rows(pairs)
    values = [{**p.others, **_bent({name: p.others[name] for name in names_of(rows)})} for p in rows]
    for name in (n for n in values[0] if all(n in known for known in values)):
        close = [
            [np.abs(p.got - v) <= TOLERANCE * np.abs(p.want).max() for v in (p.want, known[name])]
            for p, known in zip(rows, values, strict=True)
        ]
        right, other = np.hstack(close)
        if (right | other).all() and min((right & ~other).sum(), (other & ~right).sum()) >= FEWEST:
            said = f"{what} is right in some entries and {name} in the others: what chooses between them?"
            yield Named(ANOTHER_COMBINATION, said, "right-in-part")


def multiples(what: str, pairs: Sequence[Sample]) -> Iterator[Named]:
    """Look for multiples of one or two values, or of two parts of one, that give these values together."""
    rows = _in_rows(pairs)
    names = [RIGHT, *(n for n in names_of(rows) if all(np.ptp(p.others[n]) for p in rows))]
    columns = [_columns(p, names) for p in rows]
    several: Iterable[tuple[str, ...]] = chain(
        combinations(names, 1),
        ((f"{name} where {gate} > 0", f"{name} where {gate} <= 0") for name, gate in product(names, names)),
        combinations(names, 2),
        ((name,) for name in columns[0] if " where " not in name and name != ONE),
        ((name, ONE) for name in columns[0] if " where " not in name and name != ONE),
        ((RIGHT, name, ONE) for name in names[1:]),
    )
    for some in several:
        numbers = _numbers([np.array([known[name] for name in some]).T for known in columns], [p.got for p in rows])
        if numbers is not None:
            yield _named(what, some, numbers)
        if some == (RIGHT,):
            long = [p for p in pairs if p.got.size >= FEWEST]  # perhaps each part has a length of its own
            numbers = _numbers([p.want.reshape(-1, 1) for p in long], [p.got.ravel() for p in long]) if long else None
            yield from [_named(what, some, numbers)] if numbers is not None else ()
            yield from _plus_multiples(what, [*names[1:], ONE], columns, rows)


def _plus_multiples(
    what: str, names: Sequence[str], columns: Sequence[Mapping[str, Floats]], rows: Sequence[Sample]
) -> Iterator[Named]:
    """Look for a multiple of another value that is added to the right one: only one number is unknown."""
    for name in names:
        numbers = _numbers([known[name][:, None] for known in columns], [p.got - p.want for p in rows])
        if numbers is not None:
            yield _named(what, (RIGHT, name), np.hstack([np.ones_like(numbers), numbers]))


def _named(what: str, some: Sequence[str], numbers: Floats) -> Named:
    alike = np.ptp(numbers, axis=0) <= TOLERANCE * np.abs(numbers).max()
    of = [f"{n:.4g} * ({name})" if same else f"({name})" for name, n, same in zip(some, numbers[0], alike, strict=True)]
    if some == (RIGHT,):
        said = f"{what} has the right direction and another length. By what is it multiplied?"
        return Named(ANOTHER_LENGTH, said, "another-length")
    if some[0] == RIGHT and alike[0] and abs(numbers[0][0] - 1) <= TOLERANCE:
        said = f"{what} is what it should be, plus {' and '.join(of[1:])}: is such a term in the formula?"
        return Named(ANOTHER_COMBINATION, said, "another-term")
    said = f"{what} is made of {' and '.join(of)}. Which numbers does the formula have there?"
    return Named(ANOTHER_COMBINATION, said, "weighted-in-groups" if " where " in some[-1] else "another-combination")


def _in_rows(pairs: Sequence[Sample]) -> list[Sample]:
    """Put all entries of each call in one row, such as those of all parameters."""
    calls: dict[tuple[int, int], list[Sample]] = {}
    seen: Counter[tuple[int, str]] = Counter()
    for pair in pairs:  # of each part, a call has one
        at = id(pair.numbers), pair.part
        calls.setdefault((at[0], seen[at]), []).append(pair)
        seen[at] += 1
    return [_joined(several) for several in calls.values()]


def _joined(pairs: Sequence[Sample]) -> Sample:
    def row(values: Iterable[Floats]) -> Floats:
        return np.concatenate([np.broadcast_to(v, p.got.shape).ravel() for v, p in zip(values, pairs, strict=True)])

    others = {name: row([p.others[name] for p in pairs]) for name in names_of(pairs)}
    return Sample(row([p.got for p in pairs]), row([p.want for p in pairs]), pairs[0].numbers, others)


def _columns(row: Sample, names: Sequence[str]) -> Mapping[str, Floats]:
    """Return the values of one call of which a sum of multiples may be made, with their functions and parts."""
    plain = {name: row.want if name == RIGHT else row.others[name] for name in names}
    bent = _bent(plain)
    both = list(product(plain.items(), plain.items()))
    parts = {f"{n} where {g} > 0": v * (w > 0) for (n, v), (g, w) in both}
    rest = {f"{n} where {g} <= 0": v * (w <= 0) for (n, v), (g, w) in both}
    return {**plain, **bent, **parts, **rest, ONE: np.ones_like(row.got)}


def _bent(values: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return functions of some values, by how they are written."""
    return {text.format(n): f(v) for n, v in values.items() for text, f in (*FUNCTIONS, *OUTER, *ACTIVATIONS)}


def _numbers(rows: Sequence[Floats], got: Sequence[Floats]) -> Floats | None:
    """Return the numbers, by call, by which rows are multiplied in sums that are these values, or None."""
    found = []
    full = False
    spare = [len(value) - row.shape[1] for row, value in zip(rows, got, strict=True)]
    if min(spare) < 1 or (rows[0].shape[1] > 1 and sum(spare) < SPARE):
        return None
    for row, value in zip(rows, got, strict=True):
        if not np.isfinite(row).all():
            return None
        numbers, _, rank, _ = np.linalg.lstsq(row, value, rcond=None)
        near = (TOLERANCE if row.shape[1] == 1 else EXACT) * np.abs(value).max()
        if np.abs(row @ numbers - value).max() > near or np.abs(numbers).max() > LARGEST:
            return None
        used = np.abs(numbers) * np.abs(row).max(axis=0) > TOLERANCE * np.abs(value).max()
        full = full or (rank == row.shape[1] and bool(used.all()))
        found.append(numbers)
    return np.array(found) if full else None
