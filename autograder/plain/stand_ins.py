"""Functions that stand in for a student's own ones: their numbers mean nothing, but depend on every argument.

Both sides of the sandbox make the same ones from a seed, so that the judge can compute what comes out of a right
function that calls them. They are smooth: rounding moves their numbers by no more than rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zlib import crc32

import numpy as np

from autograder.plain.evidence import Plain, StandIns

MIDDLE, SWING = 0.5, 0.4
"""All numbers lie between 0.1 and 0.9, where a logarithm is tame."""


def stand_ins(wanted: StandIns) -> dict[str, Callable[..., Any]]:
    """Return the functions by name."""
    return {name: _stand_in((wanted.seed, crc32(name.encode())), form) for name, form in wanted.forms.items()}


def _stand_in(seed: tuple[int, ...], form: Plain) -> Callable[..., Any]:
    def entrywise(z: Any, *_: Any, **__: Any) -> Any:
        tilt, start = np.random.default_rng(seed).uniform(1.0, 2.0, 2)
        return MIDDLE + SWING * np.sin(tilt * np.asarray(z, np.float64) + start)

    def whole(*args: Any, **named: Any) -> Any:
        felt = _felt((*args, *named.values()), seed)
        return _like(form, felt, np.random.default_rng(seed))

    return entrywise if form is None else whole


def _felt(value: Any, seed: tuple[int, ...]) -> float:
    """Return one number that depends on all numbers in a value, by their places and names."""
    if isinstance(value, dict):
        return sum(_felt(entry, (*seed, crc32(str(name).encode()))) for name, entry in value.items())
    if isinstance(value, list | tuple):
        return sum(_felt(entry, (*seed, place)) for place, entry in enumerate(value))
    if isinstance(value, np.random.Generator):
        return value.random()
    try:
        numbers = np.asarray(value, np.float64).ravel()
    except (TypeError, ValueError):
        return 0.0
    weights = np.random.default_rng(seed).uniform(0.5, 1.0, numbers.size)
    return float(weights @ numbers / np.sqrt(max(numbers.size, 1)))


def _like(form: Plain, felt: float, rng: np.random.Generator) -> Any:
    match form:
        case dict():
            return {name: _like(entry, felt, rng) for name, entry in form.items()}
        case list() | tuple():
            return type(form)(_like(entry, felt, rng) for entry in form)
        case np.ndarray():
            return MIDDLE + SWING * np.sin(felt + rng.uniform(0.0, 2 * np.pi, form.shape))
        case _:
            return float(MIDDLE + SWING * np.sin(felt + rng.uniform(0.0, 2 * np.pi)))
