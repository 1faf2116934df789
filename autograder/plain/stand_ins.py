"""Functions that replace a student's own ones during a call: their numbers depend on every argument and mean nothing.

Both sides of the sandbox make the same ones from a seed, so that the judge can compute what comes out of a right
function that calls them. They are smooth: rounding moves their numbers by no more than rounding.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np

from autograder.plain.evidence import Plain, StandIns

MIDDLE, SWING = 0.5, 0.4
"""All numbers lie between 0.1 and 0.9, where a logarithm is tame, but for those of wide forms."""
WIDE = 30.0
"""In wide forms, they lie between -30 and 30: what is cut off, kept within bounds or made positive shows."""


def stand_ins(wanted: StandIns) -> dict[str, Callable[..., Any]]:
    """Return the functions by name."""
    return {name: _stand_in((wanted.seed, crc32(name.encode())), form) for name, form in wanted.forms.items()}


def blank(value: Plain, number: float = 0.0) -> Plain:
    """Return a value with a number in place of each of its own: 0 for a form, WIDE for a wide one."""
    match value:
        case dict():
            return {name: blank(entry, number) for name, entry in value.items()}
        case list() | tuple():
            return type(value)(blank(entry, number) for entry in value)
        case np.ndarray():
            return np.full(value.shape, number)
        case _:
            return number


def random_like(form: Plain, rng: np.random.Generator) -> Any:
    """Return numbers in the form of a value."""
    return _moved(_phases(form, rng), 0.0, MIDDLE, SWING)


def _phases(form: Plain, rng: np.random.Generator) -> Any:
    match form:
        case dict():
            return {name: _phases(entry, rng) for name, entry in form.items()}
        case list() | tuple():
            return type(form)(_phases(entry, rng) for entry in form)
        case np.ndarray():
            return rng.uniform(0.0, 2 * np.pi, form.shape)
        case _:
            return rng.uniform(0.0, 2 * np.pi)


def _moved(phases: Any, felt: float, middle: float, swing: float) -> Any:
    """Return numbers with these phases; `felt` moves all of them."""
    kind = type(phases)
    if kind is dict:
        return {name: _moved(entry, felt, middle, swing) for name, entry in phases.items()}
    if kind in (list, tuple):
        return kind(_moved(entry, felt, middle, swing) for entry in phases)
    numbers = middle + swing * np.sin(felt + phases)
    return numbers if kind is np.ndarray else np.float64(numbers)


def _stand_in(seed: tuple[int, ...], form: Plain) -> Callable[..., Any]:
    def entrywise(*args: Any, **named: Any) -> Any:
        given = (*args, *named.values())
        start, *tilts = np.random.default_rng(seed).uniform(1.0, 2.0, 1 + len(given))
        terms = (tilt * np.asarray(numbers, np.float64) for tilt, numbers in zip(tilts, given, strict=True))
        return MIDDLE + SWING * np.sin(sum(terms, start))

    phases = None if form is None else _phases(form, np.random.default_rng(seed))
    within = (0.0, WIDE) if _is_wide(form) else (MIDDLE, SWING)

    def whole(*args: Any, **named: Any) -> Any:
        return _moved(phases, _felt((*args, *named.values()), seed), *within)

    return entrywise if form is None else whole


def _is_wide(form: Plain) -> bool:
    match form:
        case dict():
            return any(map(_is_wide, form.values()))
        case list() | tuple():
            return any(map(_is_wide, form))
        case _:
            return form is not None and bool(np.any(form))


def _felt(value: Any, seed: tuple[int, ...]) -> float:
    """Return one number that depends on all numbers in a value, by their places and names."""
    if type(value) is np.ndarray and value.dtype == np.float64:  # nearly always
        return _weighted(value.ravel(), seed)
    if isinstance(value, dict):
        return sum([_felt(entry, (*seed, _place(str(name)))) for name, entry in value.items()])
    if isinstance(value, list | tuple):
        return sum([_felt(entry, (*seed, place)) for place, entry in enumerate(value)])
    if isinstance(value, np.random.Generator):
        return value.random()
    try:
        return _weighted(np.asarray(value, np.float64).ravel(), seed)
    except (TypeError, ValueError):
        return 0.0


def _weighted(numbers: np.ndarray[Any, Any], seed: tuple[int, ...]) -> float:
    return float(_weights(seed, numbers.size) @ numbers) / math.sqrt(max(numbers.size, 1))


@lru_cache(maxsize=1024)
def _place(name: str) -> int:
    return crc32(name.encode())


@lru_cache(maxsize=4096)
def _weights(seed: tuple[int, ...], size: int) -> np.ndarray[Any, Any]:
    """Return the weights of so many numbers. A training feels the same arguments at each step."""
    weights = np.random.default_rng(seed).uniform(0.5, 1.0, size)
    weights.flags.writeable = False
    return weights
