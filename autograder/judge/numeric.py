"""Error measures and tolerances: when two arrays of numbers agree."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.plain.record import record
from autograder.report.verdict import WorstEntry

Floats = NDArray[np.float64]

RELATIVE = 1e-9
"""Per entry. 549 correct public implementations differ from the reference by at most 1e-13, because they sum in a
different order. The smallest declared mistake differs by 1e-5."""
ABSOLUTE = 1e-12
"""Per entry, times the largest entry of the block: entries that cancel to nearly zero."""
CLOSE = 1e-6
"""Per block: an epsilon of 1e-8 inside a logarithm or a division, a central difference at its best (3e-8)."""
CLOSE_FLOAT32 = 1e-4
"""Per block, if a float32 array went into the answer: 2**-24 with the cancellation of a short sum."""
ROUNDING_FLOAT32 = 2.0**-21
"""Share of the largest entry that a change was taken from: a few float32 steps round it to 2**-24 each, and a change
can be a thousandth of it. Without this, 3 of 100 correct float32 optimizers were marked wrong."""


class Agreement(IntEnum):
    """How well two blocks agree; the smaller the better."""

    CORRECT = 0
    CLOSE = 1
    WRONG = 2


@record(frozen=True)
class Comparison:
    """`error` is max |got - want| / max |want| of the block, `tolerance` the limit it was compared with."""

    agreement: Agreement
    error: float
    tolerance: float
    worst: WorstEntry | None = None


EXACT = Comparison(Agreement.CORRECT, 0.0, RELATIVE)


def compare(got: Floats, want: Floats, *, narrow: bool = False, since: Floats | None = None) -> Comparison:
    """Compare finite `got` with finite `want` of the same shape.

    `narrow` allows for float32, including the rounding that remains if both are changes `since` something.
    """
    measured = _measured(got, want, narrow=narrow, since=since)
    if measured.agreement is not Agreement.WRONG:
        return measured
    index = np.unravel_index(int(np.argmax(np.abs(got - want))), np.shape(got))
    worst = WorstEntry(tuple(int(i) for i in index), float(got[index]), float(want[index]))
    return Comparison(Agreement.WRONG, measured.error, RELATIVE, worst)


def finite(block: Floats) -> bool:
    """Return whether all entries of a block are finite."""
    if math.isfinite(np.vdot(block, block)):  # a finite sum of squares shows it in a third of the time
        return True
    return bool(np.isfinite(block).all())  # or they are too large to be added up


def agree(got: Floats, want: Floats, *, narrow: bool = False, since: Floats | None = None) -> bool:
    """Return whether two blocks of one shape agree where finite, and have the same nan or inf elsewhere."""
    if got.tobytes() == want.tobytes():
        return True
    if not (finite(got) and finite(want)):
        both = np.isfinite(got) & np.isfinite(want)
        if not np.array_equal(got[~both], want[~both], equal_nan=True):
            return False
        got, want = got[both], want[both]
    return _measured(got, want, narrow=narrow, since=since).agreement is not Agreement.WRONG


def _measured(got: Floats, want: Floats, *, narrow: bool, since: Floats | None) -> Comparison:
    """Compare without looking for the worst entry."""
    if got.tobytes() == want.tobytes():  # true for nearly all right answers, and very cheap
        return EXACT
    difference, size = np.abs(got - want), np.abs(want)
    largest, off = float(size.max(initial=0.0)), float(difference.max(initial=0.0))
    error = off / largest if largest > 0 else off
    near = off <= RELATIVE * largest + ABSOLUTE * largest  # the limit for any entry
    if near and (difference <= RELATIVE * size + ABSOLUTE * largest).all():
        return Comparison(Agreement.CORRECT, error, RELATIVE)
    close = CLOSE
    if narrow:
        rounding = 0.0 if since is None else ROUNDING_FLOAT32 * float(np.abs(since).max(initial=0.0))
        close = max(CLOSE_FLOAT32, rounding / largest if largest > 0 else 0.0)
    return Comparison(Agreement.CLOSE if error <= close else Agreement.WRONG, error, close)


def complex_step(function: Callable[[NDArray[np.complex128]], Any], at: Floats, step: float = 1e-30) -> Floats:
    """Return the gradient of a real function at `at`, exact to rounding: nothing is subtracted, so nothing cancels.

    `function` returns one number and must take complex input without `abs`, comparison or conjugation (Squire and
    Trapp, Using complex variables to estimate derivatives of real functions, SIAM Review 40, 1998).
    """
    gradient = np.zeros(at.shape)
    for index in np.ndindex(at.shape):
        moved = at.astype(np.complex128)
        moved[index] += 1j * step
        gradient[index] = np.imag(function(moved)) / step
    return gradient
