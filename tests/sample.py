"""Samples for `make test`: small, the same in each run, with each kind in them. WHOLE=1 takes everything.

`make test-all` runs all tests with WHOLE=1.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

WHOLE = "WHOLE" in os.environ
T = TypeVar("T")
U = TypeVar("U")


def sample(
    cases: Iterable[T],
    one_in: int,
    kind: Callable[[T], Hashable] | None = None,
    start: int = 0,
    *,
    whole: bool = WHOLE,
) -> list[T]:
    """Return one in `one_in` cases of each kind in their order, beginning at `start`; all of them if `whole`."""
    seen: Counter[Hashable] = Counter()
    chosen = []
    for case in cases:
        of_kind = kind(case) if kind is not None else None
        number = seen[of_kind]
        seen[of_kind] += 1
        if whole or (number - start) % one_in == 0:
            chosen.append(case)
    return chosen


def crossed(rows: Sequence[T], columns: Sequence[U], *, whole: bool = WHOLE) -> list[tuple[T, U]]:
    """Return pairs in which each row and each column is, in turn; all pairs if `whole`."""
    many = max(len(rows), len(columns))
    met = {(i % len(rows), i % len(columns)) for i in range(many)}
    return [(r, c) for i, r in enumerate(rows) for j, c in enumerate(columns) if whole or (i, j) in met]
