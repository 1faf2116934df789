"""Draw the inputs of a case so that no mistake can hide: distinct sizes, moderate weights, noisy targets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
T = TypeVar("T")
MOST_DRAWS = 1000


class DrawError(Exception):
    """No acceptable draw was found: the declaration cannot be satisfied."""


def until(make: Callable[[], T], ok: Callable[[T], bool]) -> T:
    """Draw again until `ok` accepts. Raises DrawError after 1000 draws."""
    for _ in range(MOST_DRAWS):
        drawn = make()
        if ok(drawn):
            return drawn
    raise DrawError(f"no acceptable draw in {MOST_DRAWS}")


def sizes(rng: np.random.Generator, **ranges: tuple[int, int]) -> dict[str, int]:
    """Draw a size for each symbol from its range (ends included), all different: no transpose fits by chance."""
    return until(
        lambda: {name: int(rng.integers(low, high + 1)) for name, (low, high) in ranges.items()},
        lambda drawn: len(set(drawn.values())) == len(drawn),
    )


def normal(rng: np.random.Generator, *shape: int) -> Floats:
    """Draw standard normal numbers: at ten times that scale sigmoids saturate and gradients vanish."""
    return rng.standard_normal(shape)


def number(rng: np.random.Generator) -> float:
    """Draw a plain float between 0.5 and 2 with a random sign: near 0, a mistake in a factor would not show."""
    size = rng.uniform(0.5, 2.0)
    return float(size if rng.integers(2) else -size)  # rng.choice draws the same sign, in five times the time


def unbalanced(residual: Floats) -> bool:
    """Return whether the bias gradient does not cancel: |sum| >= 0.1 * sum of absolute values."""
    return bool(abs(residual.sum()) >= 0.1 * np.abs(residual).sum())
