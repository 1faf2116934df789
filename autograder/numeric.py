"""Error measures and tolerances: when two arrays of numbers agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.verdict import WorstEntry

Floats = NDArray[np.float64]

RELATIVE = 1e-9
"""Per entry. 549 right implementations seen in public differ from the reference by 1e-13 at most: sums in another
order. The smallest mistake of the declarations differs by 1e-5."""
ABSOLUTE = 1e-12
"""Per entry, times the largest entry of the block: entries that cancel to nearly zero."""
CLOSE = 1e-6
"""Per block: an epsilon of 1e-8 inside a logarithm or a division, a central difference at its best (3e-8)."""
CLOSE_FLOAT32 = 1e-4
"""Per block, where a float32 array went into the answer: 2**-24 with the cancellation of a short sum."""
ROUNDING_FLOAT32 = 2.0**-21
"""Of the largest entry that a change was taken from: a few float32 steps round it to 2**-24 each, and a change can be a
thousandth of it. Without this, 3 of 100 right optimizers in float32 were marked wrong."""


class Agreement(IntEnum):
    """How well two blocks agree; the smaller the better."""

    CORRECT = 0
    CLOSE = 1
    WRONG = 2


@dataclass(frozen=True)
class Comparison:
    """`error` is max |got - want| / max |want| of the block, `tolerance` what it was held against."""

    agreement: Agreement
    error: float
    tolerance: float
    worst: WorstEntry | None = None


def compare(got: Floats, want: Floats, *, narrow: bool = False, rounding: float = 0.0) -> Comparison:
    """Hold finite `got` against finite `want` of the same shape.

    `narrow` allows for float32, by itself and for the absolute error `rounding` that taking a change leaves.
    """
    difference, size = np.abs(got - want), np.abs(want)
    largest = float(size.max(initial=0.0))
    if (difference <= RELATIVE * size + ABSOLUTE * largest).all():
        return Comparison(Agreement.CORRECT, _relative(difference, largest), RELATIVE)
    error = _relative(difference, largest)
    close = max(CLOSE_FLOAT32, rounding / largest if largest > 0 else 0.0) if narrow else CLOSE
    if error <= close:
        return Comparison(Agreement.CLOSE, error, close)
    index = np.unravel_index(int(np.argmax(difference)), difference.shape)
    worst = WorstEntry(tuple(int(i) for i in index), float(got[index]), float(want[index]))
    return Comparison(Agreement.WRONG, error, RELATIVE, worst)


def agree(got: Floats, want: Floats, *, narrow: bool = False, rounding: float = 0.0) -> bool:
    """Tell whether two blocks of one shape agree where both are finite, and are the same nan or inf elsewhere."""
    finite = np.isfinite(got) & np.isfinite(want)
    if not np.array_equal(got[~finite], want[~finite], equal_nan=True):
        return False
    return compare(got[finite], want[finite], narrow=narrow, rounding=rounding).agreement is not Agreement.WRONG


def _relative(difference: Floats, largest: float) -> float:
    error = float(difference.max(initial=0.0))
    return error / largest if largest > 0 else error


def complex_step(function: Callable[[NDArray[np.complex128]], Any], at: Floats, step: float = 1e-30) -> Floats:
    """Give the gradient of a real function at `at`, exact to rounding: nothing is subtracted, so nothing cancels.

    `function` gives one number and must take complex input without `abs`, comparison or conjugation (Squire and
    Trapp, Using complex variables to estimate derivatives of real functions, SIAM Review 40, 1998).
    """
    gradient = np.zeros(at.shape)
    for index in np.ndindex(at.shape):
        moved = at.astype(np.complex128)
        moved[index] += 1j * step
        gradient[index] = np.imag(function(moved)) / step
    return gradient
