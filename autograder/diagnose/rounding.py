"""Recognise rounded numbers."""

from __future__ import annotations

import numpy as np

from autograder.judge.numeric import Floats

MOST_DIGITS = 6
LARGEST = 1e6
STEPS = 8
"""How many steps of half precision a value may be off that was computed with it."""


def rounding(values: Floats) -> str | None:
    """Return how all of some numbers are rounded, or None.

    One number alone may be so by itself, and very large ones have no digits after the point.
    """
    if len(np.unique(values[values != 0])) < 2 or np.abs(values).max() > LARGEST:
        return None
    for digits in range(MOST_DIGITS + 1):
        if np.array_equal(np.round(values, digits), values):
            return f"rounded to {digits} digits after the point"
    with np.errstate(over="ignore"):
        half = np.array_equal(values.astype(np.float16).astype(np.float64), values)
    return "of half precision (float16)" if half else None


def rounded(values: Floats, right: Floats) -> str | None:
    """Return how some numbers are the right ones rounded, or None."""
    how = rounding(values)
    if how is None or rounding(right) is not None:
        return None
    with np.errstate(over="ignore"):
        if how[0] == "o":  # it may have been rounded after each of several steps
            step = float(np.finfo(np.float16).eps)
            return how if np.allclose(values, right, rtol=STEPS * step, atol=step * np.abs(right).max()) else None
        made = np.round(right, int(how.split()[2]))
    return how if np.array_equal(made, values) else None
