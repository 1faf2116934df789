"""Name wrong values, where nothing else does, by all variants in which one value on the way is another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from autograder.declare.calls import fresh
from autograder.declare.reference import Reference
from autograder.diagnose.derived import Derived, quietly
from autograder.diagnose.other_values import Path, Variant, all_replaced
from autograder.judge.numeric import Floats
from autograder.judge.reading import Expected
from autograder.judge.shared_calls import shared_calls
from autograder.plain.evidence import Plain

NEAR = 1e-5
"""Share of its largest number by which the answer of a variant may differ from the student's at a first look."""


@dataclass(frozen=True, eq=False)
class ReplacedValues:
    """All variants of a right text, with the numbers of their answers to one call in rows, and the right ones."""

    variants: Sequence[Variant]
    answers: NDArray[np.float32]
    right: Mapping[Path, Floats]

    def near(self, calls: Sequence[Expected], at: int, piece: str, value: Plain) -> list[Derived] | None:
        """Return the variants whose answer may be this one, by the parts of it that are not right; None if all are."""
        own, wrong = dict(_rows(calls[at], piece, value)), False
        fits, end = np.zeros(len(self.variants), int), 0
        for part, right in self.right.items():
            end += right.size
            given = own.get(part, right)
            if given.shape != right.shape or not np.isfinite(given).all():
                continue
            if np.abs(given - right).max(initial=0.0) > NEAR * np.abs(right).max():
                wrong = True
                off = np.abs(self.answers[:, end - right.size : end] - given).max(axis=1)
                fits += np.where(off <= NEAR * np.abs(given).max(), 1, -len(own))
        near = []
        for kind, variant in (self.variants[int(i)] for i in np.flatnonzero(fits > 0)):
            with quietly(), suppress(Exception):  # it may fail in any way
                near.append(Derived(kind, variant, calls, variant(*map(fresh, calls[0].args))))
        return near if wrong else None


def near_variants(reference: Reference, function: str, text: str, piece: str, values: Sequence[Plain]) -> list[Derived]:
    """Return the variants that give a piece as the last of these answers does that is not right, or nearly.

    The last: an optimizer starts without state.
    """
    calls = shared_calls(reference, function)
    for at in range(-1, -len(values) - 1, -1):
        found = replaced(reference, function, text, at).near(calls, at, piece, values[at])
        if found is not None:
            return found
    return []


def _rows(expected: Expected, piece: str, value: Plain) -> Iterator[tuple[Path, Floats]]:
    """Yield the numbers of one piece of an answer in a row, of a dict each entry by itself."""
    whole = expected.function.piece_if_any(piece, value)
    for name, part in whole.items() if isinstance(whole, dict) else (("", whole),):
        with suppress(TypeError, ValueError):  # an answer may have any form
            yield (piece, name), np.asarray(part, np.float64).ravel()


@lru_cache(maxsize=64)
def replaced(reference: Reference, function: str, text: str, at: int = -1) -> ReplacedValues:
    """Return the variants of a right text of a function, with one value replaced. Cached: the class shares them."""
    calls = shared_calls(reference, function)
    pieces = ((*calls[at].function.pieces,) or ("",)) if calls else ()
    right = {path: row for piece in pieces for path, row in _rows(calls[at], piece, calls[at].value)}
    whole = np.concatenate([np.zeros(0), *right.values()])
    args = [fresh(a) for a in calls[at].args] if len(whole) else []
    variants, rows = [], []
    with quietly():
        for variant in all_replaced(reference, function, text) if len(whole) else ():
            with suppress(Exception):  # it may fail in any way
                row = np.concatenate([np.ravel(v) for v in _leaves(variant[1](*args))], dtype=np.float32)
                if len(row) == len(whole):
                    variants.append(variant)
                    rows.append(row)
    return ReplacedValues(variants, np.array(rows, np.float32).reshape(len(rows), len(whole)), right)


def _leaves(value: Plain) -> Iterator[Plain]:
    match value:
        case dict():
            yield from (leaf for entry in value.values() for leaf in _leaves(entry))
        case list() | tuple():
            yield from (leaf for entry in value for leaf in _leaves(entry))
        case _:
            yield value
