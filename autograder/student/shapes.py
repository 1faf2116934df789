"""Explain a wrong shape from the values: what a student returned is often right, but for one axis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

SAME = 1e-6
"""Tolerance as a share of the largest entry."""


def explained(got: Any, want: Any, others: Mapping[str, Any]) -> str:
    """Return what the value is instead, or nothing if that cannot be told. `others` are values at hand, by name."""
    own, right = np.asarray(got), np.asarray(want, np.float64)
    if own.dtype.kind not in "fiu" or not own.size:
        return ""
    with np.errstate(all="ignore"):
        return next(_reasons(own.astype(np.float64), right, others), "")


def _reasons(own: Any, right: Any, others: Mapping[str, Any]) -> Iterator[str]:
    if own.ndim == 2 and own.shape != right.shape and _same(own.T, right):
        yield "Its values are right, but transposed."
    if own.size == right.size and _same(own.ravel(), right.ravel()):
        yield "Its values are right: only an axis is missing or one too many."
    if own.size == 1 and right.size > 1:
        if _same(own.ravel()[0], right.sum()):
            yield "It is the sum of everything: one number where one for each unit is asked."
        yield "It is one number where one for each unit is asked."
    yield from _not_reduced(own, right)
    for name, value in others.items():
        other = np.asarray(value)
        if other.dtype.kind == "f" and other.ndim == 2:
            yield from _reduced(own, name, other)


def _not_reduced(own: Any, right: Any) -> Iterator[str]:
    """Yield what was not summed up, but should have been."""
    if own.ndim == right.ndim == 2 and own.shape[0] == right.shape[0] and right.shape[1] == 1:
        if _same(own.sum(axis=1, keepdims=True), right):
            yield "It is not summed over the examples."
        if _same(own.mean(axis=1, keepdims=True), right):
            yield "It is not averaged over the examples."
    if right.size == 1 and own.size > 1 and _same(own.sum(), right.ravel()[0]):
        yield "It is not summed: the sum of its entries is right."


def _reduced(own: Any, name: str, other: Any) -> Iterator[str]:
    """Yield how the value comes from another one along an axis."""
    for axis in (0, 1):
        if own.size == other.shape[1 - axis]:
            if _same(own.ravel(), other.sum(axis=axis)):
                yield f"It is {name} summed over axis {axis}."
            if _same(own.ravel(), other.mean(axis=axis)):
                yield f"It is the mean of {name} over axis {axis}."
    if own.shape == other.shape and _same(own, other):
        yield f"It is {name} as it is."


def _same(first: Any, second: Any) -> bool:
    if np.shape(first) != np.shape(second) or not np.isfinite(first).all():
        return False
    largest = float(np.max(np.abs(second), initial=0.0))
    return bool(largest > 0 and np.max(np.abs(first - second), initial=0.0) <= SAME * largest)
