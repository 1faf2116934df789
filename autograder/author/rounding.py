"""Round what is stored of an example, so that the text is the same on every processor.

numpy and its BLAS choose their kernels by the processor. Their results differ in the last digits: by up to 1e-15 of the
largest entry of a block, more where many steps add up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograder.declare.forms import Fields, Form, Like, Parts, Series
from autograder.plain.evidence import Plain

Floats = NDArray[np.float64]
Rounded: TypeAlias = Callable[[Floats], Floats]

INPUT_DIGITS, EXACT_DIGITS = 4, 12
"""Significant digits of an input, so that the text stays short, and of one that would lose a law of its sums."""
ANSWER_DIGITS, SMALLEST = 10, 1e-12
"""Significant digits of an answer, and its smallest step as a share of the largest entry. Both are within the tolerance
of a check, which is 1e-9 of the entry and 1e-12 of the largest."""
HALF = 0.5675719
"""The fraction from which to round up. Inputs have few digits, so a product of them often ends in an exact 5, which
would be rounded up or down by chance. With a threshold other than one half, no such number is close to it."""
LAW = 1e-9
"""How far a sum may be off a whole number that it is by a law."""
GOAL_DIGITS = 6
"""Significant digits of the loss that a long training reaches."""


def rounded_input(value: Plain) -> Plain:
    """Return an argument with `INPUT_DIGITS` significant digits."""
    return _mapped(value, _short)


def rounded_goal(loss: float) -> float:
    """Return the loss that a training reaches with `GOAL_DIGITS` significant digits."""
    return float(f"{loss:.{GOAL_DIGITS}g}")


def rounded_answer(form: Form, value: Plain, arguments: Mapping[str, Plain]) -> Plain:
    """Return an answer without the digits that depend on the processor.

    Values that are compared by their change are rounded by it: parameters since the argument, losses since the first.
    """
    match form:
        case Parts(parts):
            return tuple(rounded_answer(p, v, arguments) for p, v in zip(parts, value, strict=True))
        case Fields(entries):
            return {e.name: rounded_answer(e, value[e.name], arguments) for e in entries}
        case Like(_, argument, change=True):
            before: Any = arguments[argument]
            return {key: before[key] + _mapped(entry - before[key], block) for key, entry in value.items()}
        case Series():
            losses = np.asarray(value, np.float64)
            first = block(losses[:1])
            return [*first.tolist(), *(first + block(losses[1:] - losses[:1])).tolist()]
        case _:
            return _mapped(value, block)


def block(numbers: Floats) -> Floats:
    """Round the entries of one block."""
    step = SMALLEST * float(np.abs(numbers).max(initial=0.0))
    return np.array([_significant(float(v), step) for v in numbers.ravel()]).reshape(numbers.shape)


def _significant(number: float, step: float) -> float:
    """Round to `ANSWER_DIGITS`, but not finer than the power of ten at or below `step`."""
    if number == 0 or step == 0:
        return number
    exponent = math.floor(math.log10(abs(number))) - ANSWER_DIGITS + 1
    exponent = max(exponent, math.floor(math.log10(step)))
    return float(f"{math.floor(number * 10.0**-exponent + HALF)}e{exponent}")


def _short(numbers: Floats) -> Floats:
    """Round an input, but so that probabilities still add up to 1, what is centred to 0, and unit vectors stay some.

    Otherwise `counts / counts.sum()` and `counts / m` would differ in the notebook, and be the same in grading.
    """
    few, more = (
        np.array([float(f"{v:.{digits}g}") for v in numbers.ravel()]).reshape(numbers.shape)
        for digits in (INPUT_DIGITS, EXACT_DIGITS)
    )
    return few if _laws(numbers) <= _laws(few) else more


def _laws(numbers: Floats) -> set[tuple[int, int]]:
    """Return along which axes the sums, or the sums of squares, are all the same whole number."""
    sums = {(axis, power): np.sum(numbers**power, axis) for axis in range(numbers.ndim) for power in (1, 2)}
    return {which for which, s in sums.items() if s.size and np.abs(s - np.rint(s.flat[0])).max() < LAW}


def _mapped(value: Plain, rounded: Rounded) -> Plain:
    """Round all floats of a value, each array and each number as a block of its own."""
    match value:
        case np.ndarray():
            return rounded(value) if value.dtype.kind == "f" else value
        case float():
            return float(rounded(np.array([value]))[0])
        case dict():
            return {name: _mapped(entry, rounded) for name, entry in value.items()}
        case list() | tuple():
            return type(value)(_mapped(entry, rounded) for entry in value)
        case _:
            return value
