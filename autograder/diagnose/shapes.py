"""Explain a wrong shape from the values: what a student returned is often right, but for one axis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.declare.forms import Fields, Parts
from autograder.declare.problem import Function
from autograder.diagnose.sample import Named
from autograder.judge.numeric import Floats
from autograder.judge.values import row

SAME = 1e-6
"""Tolerance as a share of the largest entry."""


def shape_relation(
    got: Any, want: Any, others: Mapping[str, Any], inputs: Mapping[str, Any] = MappingProxyType({})
) -> Named | None:
    """Return what the value is instead, or None if that cannot be told.

    `others` are the results at hand, by name, of which it may be a sum; with `inputs` it may be their product.
    """
    own, right = _numbers(got), np.asarray(want, np.float64)
    if own is None or not own.size or not right.any():
        return None
    if own.shape == right.shape and _same(own, right):
        return None  # a list where an array is asked for: nothing is wrong with its shape
    at_hand, given = _all_numbers(others), _all_numbers(inputs)
    with np.errstate(all="ignore"):
        reasons = (*_reasons(own, right, at_hand), *_products(own, at_hand, given))
        return next(iter(reasons), None)


def another_container(function: Function, piece: str, whole: Any, want: Any) -> Named | None:
    """Return that a result is no dict or tuple where it should be one, or that a dict lacks a key; None if neither."""
    *names, last = function.pieces or ("",)
    enough = isinstance(whole, list | tuple) and len(whole) > len(names)
    if names and isinstance(function.result, Parts) and not enough:
        said = f"Return {', '.join(names)} and {last}, in this order, with commas between them."
        return Named("no tuple", said, "another-container")
    if isinstance(function.result, Fields) and not isinstance(whole, dict):
        return Named("no dict", "Return a dict: its keys are the names of the values.", "another-container")
    got = function.piece_if_any(piece, whole)
    lacking = isinstance(got, dict) and isinstance(want, dict) and want.keys() - got.keys()
    if lacking or (isinstance(whole, dict) and piece and piece not in whole):
        return Named("no such key", "Compare your keys with those that are asked for.", "key-missing")
    return None


def length_relation(got: Any, want: Any) -> Named | None:
    """Return how a list of numbers that is too long or too short relates to the right one, or None."""
    numbers = _numbers(row(got) if isinstance(got, list | tuple | np.ndarray) else got)
    many = np.size(want)
    if numbers is None or not numbers.size or numbers.size == many:
        return None
    own, right = numbers.ravel(), np.asarray(want)
    if own.size == 1:
        last = many > 1 and bool(_same(own, right[-1:]))
        said = "It is the last number alone." if last else f"It is one number where {many} are asked."
        return Named("one number", said, "last-loss-only" if last else "one-number")
    if own.size == many + 1:
        for place, rest in (("first", own[1:]), ("last", own[:-1])):
            if _same(rest, right):
                said = f"It is right without its {place} number, which is one too many."
                return Named(f"{place} too many", said, "one-number-too-many")
        return Named("one too many", "There is one number too many: count the turns of your loop.", "one-step-more")
    if own.size > many and own.size % many == 0:
        return Named("several each", f"There are {own.size // many} numbers for each one that is asked.", "too-often")
    if own.size == many - 1:
        return Named("one too few", "There is one number too few: count the turns of your loop.", "one-step-short")
    if own.size < many:
        return Named("too few", "There are too few numbers: does your loop end early, or skip some?", "stops-early")
    return Named("too many", "There are too many numbers: count the turns of your loop.", "too-often")


def _numbers(value: Any) -> Floats | None:
    """Return a value as an array, or None where it is none: rows of different lengths, texts, complex numbers."""
    try:
        found = np.asarray(None if _has_text(value) else value)
    except ValueError:
        return None
    return found.astype(np.float64) if found.dtype.kind in "fiu" else None


def _has_text(value: Any) -> bool:
    """Return whether there is a text in a value: numpy would take as much memory for each number beside it."""
    return isinstance(value, str) or (isinstance(value, list | tuple) and any(map(_has_text, value)))


def _all_numbers(values: Mapping[str, Any]) -> dict[str, Floats]:
    return {name: found for name, value in values.items() if (found := _numbers(value)) is not None}


def _reasons(own: Floats, right: Floats, others: Mapping[str, Floats]) -> Iterator[Named]:
    if own.ndim == 2 and own.shape != right.shape and _same(own.T, right):
        yield Named("transposed", "Its values are right, but transposed.", "transposed")
    if own.size == right.size and _same(own.ravel(), right.ravel()):
        said = "Its values are right: only an axis is missing or one too many."
        yield Named("axis lost", said, "axis-lost")
    if own.size == 1 and right.size > 1:
        summed = "It is the sum of everything: one number where one for each unit is asked."
        if _same(own.ravel()[0], right.sum()):
            yield Named("summed over everything", summed, "bias-summed-to-number")
        yield Named("one number", "It is one number where one for each unit is asked.", "one-number")
    yield from _not_reduced(own, right)
    for name, other in others.items():
        if other.ndim == 2:
            yield from _reduced(own, name, other)


def _not_reduced(own: Floats, right: Floats) -> Iterator[Named]:
    """Yield what was not summed up, but should have been."""
    if own.ndim == right.ndim == 2 and own.shape[0] == right.shape[0] and right.shape[1] == 1:
        if _same(own.sum(axis=1, keepdims=True), right):
            yield Named("not summed", "It is not summed over the examples.", "not-summed")
        if _same(own.mean(axis=1, keepdims=True), right):
            yield Named("not averaged", "It is not averaged over the examples.", "not-summed")
    if (
        own.ndim == right.ndim == 2
        and right.shape[0] == 1 < own.shape[0]
        and _same(own.sum(axis=0, keepdims=True), right)
    ):
        yield Named("not summed", "It is not summed over its rows.", "not-summed")
    for total, of in ((np.sum, "sum"), (np.mean, "mean")):
        if right.size == 1 and own.size > 1 and _same(total(own), right.ravel()[0]):
            yield Named("not summed", f"It is not summed: the {of} of its entries is right.", "not-summed")


def _reduced(own: Floats, name: str, other: Floats) -> Iterator[Named]:
    """Yield how the value comes from another one along an axis."""
    if own.shape == other.shape and _same(own, other):
        yield Named(f"is {name}", f"It is {name} as it is.", "another-value")
    for axis in (0, 1):
        if own.size == other.shape[1 - axis]:
            kind = "another-axis" if axis == 0 else "another-value"
            if _same(own.ravel(), other.sum(axis=axis)):
                yield Named(f"{name} over axis {axis}", f"It is {name} summed over axis {axis}.", kind)
            if _same(own.ravel(), other.mean(axis=axis)):
                yield Named(f"mean over axis {axis}", f"It is the mean of {name} over axis {axis}.", kind)


def _products(own: Floats, others: Mapping[str, Floats], inputs: Mapping[str, Floats]) -> Iterator[Named]:
    """Yield the product of a result and an input, over the examples."""
    for value in others.values():
        for given, entry in inputs.items():
            if value.ndim == entry.ndim == 2 and value.shape[1] == entry.shape[1]:
                for made in (value @ entry.T, entry @ value.T):
                    if _same(own, made):
                        said = f"It is made with {given}: what goes into the layer that it belongs to?"
                        yield Named(f"made with {given}", said, "another-input")


def _same(first: Any, second: Any) -> bool:
    if np.shape(first) != np.shape(second) or not np.isfinite(first).all():
        return False
    largest = float(np.max(np.abs(second), initial=0.0))
    return bool(largest > 0 and np.max(np.abs(first - second), initial=0.0) <= SAME * largest)
