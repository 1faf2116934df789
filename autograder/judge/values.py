"""Describe a returned value: its type in words, its real numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.declare.forms import tuple_text
from autograder.plain.evidence import Opaque, Plain

REAL_KINDS = "fiu"
_MOST_KEYS = 12
NUMBERS = (int, float, np.ndarray, np.generic)
FAR = 1e-4
"""Share of the largest entry of a float64 block. A larger difference would never pass the careful comparison."""


def describe(value: Plain) -> str:
    """Name a value's type for a message, with its shape or length."""
    match value:
        case None:
            return "None"
        case Opaque(type_name):
            return type_name
        case np.ndarray():
            return f"an array of {value.dtype} of shape {tuple_text(value.shape)}"
        case list() | tuple():
            return f"a {type(value).__name__} of length {len(value)}"
        case dict():
            return "a dict with " + (keys_text(value) if value else "no keys")
        case _:
            return f"a {type(value).__name__}"


def keys_text(value: dict[Any, Any]) -> str:
    """Return the keys of a dict as text, shortened if there are many."""
    names = ", ".join(str(k)[:40] for k in list(value)[:_MOST_KEYS])
    return f"the keys {names}" + (", …" if len(value) > _MOST_KEYS else "")


def real(value: Plain) -> Any:
    """Return real numbers as an array in their own dtype, or None for anything else."""
    if type(value) is np.ndarray:  # nearly always
        return value if value.dtype.kind in REAL_KINDS else None
    if not isinstance(value, NUMBERS) or isinstance(value, bool | np.bool_):
        return None
    try:
        array = np.asarray(value if not isinstance(value, int) else float(value))
    except OverflowError:
        array = np.asarray(math.inf)
    return array if array.dtype.kind in REAL_KINDS else None


def same_shapes(value: Plain, other: Plain) -> bool:
    """Return whether a value holds what another one does, in the same containers and shapes; it may hold more."""
    match other:
        case dict():
            return isinstance(value, dict) and all(n in value and same_shapes(value[n], v) for n, v in other.items())
        case list() | tuple():
            return type(value) is type(other) and len(value) == len(other) and all(map(same_shapes, value, other))
    return isinstance(value, NUMBERS) and np.shape(value) == np.shape(other)


def of_float32(value: Plain) -> bool:
    """Return whether a value holds nothing but numbers that float32 has, such as floats made of some."""
    match value:
        case dict():
            return all(map(of_float32, value.values()))
        case list() | tuple():
            return all(map(of_float32, value))
    numbers = real(value)
    with np.errstate(over="ignore"):
        return numbers is not None and bool((numbers.astype(np.float32) == numbers).all())


def single(value: Plain) -> Any:
    """Return one real number as an array of size 1, or None for anything else.

    A complex number without an imaginary part counts as real: since numpy 2.5, `eig` and `eigvals` return complex
    numbers for every matrix.
    """
    if isinstance(value, complex | np.complexfloating | np.ndarray) and np.iscomplexobj(value):
        numbers = np.asarray(value)
        return numbers.real if numbers.size == 1 and not numbers.imag.any() else None
    array = real(value)
    return array if array is not None and array.size == 1 else None


def row(value: Plain) -> Any:
    """Return a list, tuple or array of real numbers as a one-dimensional array, or None for anything else."""
    if isinstance(value, np.ndarray):
        numbers = real(value)
        return None if numbers is None else numbers.reshape(-1)
    if not isinstance(value, list | tuple):
        return None
    if all(type(v) is float for v in value):  # nearly always
        return np.array(value, np.float64)
    entries = [real(v) for v in value]
    numeric = all(e is not None and e.size == 1 for e in entries)
    return np.array([e.reshape(()) for e in entries if e is not None]) if numeric else None


def identical(first: Plain, second: Plain) -> bool:
    """Return whether two values are the same in every bit, as far as they were sent."""
    kind = type(first)
    if kind is not type(second):
        return False
    if kind is np.ndarray:  # the frequent types first
        return bool(first.dtype == second.dtype and first.shape == second.shape and first.tobytes() == second.tobytes())
    if kind in (float, np.float64):
        return bool(first == second) or (math.isnan(first) and math.isnan(second))
    if kind is int or kind is bool or first is None:
        return bool(first == second)
    if kind is dict:
        return first.keys() == second.keys() and all(identical(v, second[k]) for k, v in first.items())
    if kind is list or kind is tuple:
        return len(first) == len(second) and all(map(identical, first, second))
    if isinstance(first, np.generic):
        return bool(first.tobytes() == second.tobytes())
    return bool(first == second)  # of what cannot be sent, the type is known


def far_apart(got: Plain, made: Plain) -> bool:
    """Return True if a quick look shows that the answers differ, as it does for most, or False if in doubt."""
    match made:
        case dict():
            return type(got) is dict and any(far_apart(got.get(name), entry) for name, entry in made.items())
        case list() | tuple():
            alike = isinstance(got, list | tuple) and len(got) == len(made)
            return alike and any(map(far_apart, got, made))
        case int():
            return isinstance(got, int) and got != made
        case float():
            return isinstance(got, float) and math.isfinite(made) and not abs(got - made) <= FAR * abs(made)
        case np.ndarray():
            alike = type(got) is np.ndarray and got.dtype == made.dtype == np.float64 and got.shape == made.shape
            if not alike or got.tobytes() == made.tobytes():
                return False
            allowed = FAR * float(np.abs(made).max(initial=0.0))
            return math.isfinite(allowed) and not np.abs(got - made).max(initial=0.0) <= allowed  # nan differs
        case _:
            return False


def whole(array: NDArray[np.float64], want: Plain) -> NDArray[Any]:
    """Keep whole numbers, such as labels and indices, where the reference returns some."""
    if not isinstance(want, np.ndarray) or want.dtype.kind not in "iu":
        return array
    with np.errstate(invalid="ignore"):  # a number may be nan, or too large
        numbers = array.astype(want.dtype)
    return numbers if np.array_equal(numbers, array) else array
