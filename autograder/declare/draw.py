"""Draw the inputs of a case so that no mistake can hide: distinct sizes, moderate weights, noisy targets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import product
from math import prod
from operator import eq
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
T = TypeVar("T")
MOST_DRAWS = 1000
MOST_WISHES = 64
"""What is only better is drawn again this often."""
MOST_CHOICES = 100_000
"""Up to here all choices of sizes are listed, in a third of a second. Twelve symbols have 8**12."""


class DrawError(Exception):
    """No acceptable draw was found: the declaration cannot be satisfied."""


def until(make: Callable[[], T], ok: Callable[[T], bool]) -> T:
    """Draw again until `ok` accepts. Raises DrawError after 1000 draws."""
    for _ in range(MOST_DRAWS):
        drawn = make()
        if ok(drawn):
            return drawn
    raise DrawError(f"no acceptable draw in {MOST_DRAWS}")


def preferably(make: Callable[[], T], better: Callable[[T], bool]) -> T:
    """Draw again until a draw is `better`, or return the last one: a declaration may have no better ones."""
    drawn = make()
    for _ in range(MOST_WISHES):
        if better(drawn):
            break
        drawn = make()
    return drawn


def sizes(rng: np.random.Generator, *earlier: Mapping[str, int], **ranges: tuple[int, int]) -> dict[str, int]:
    """Draw a size for each symbol from its range (ends included), so that no mistake fits by chance.

    All are different, and no size is the sum or the product of two others, as far as the ranges allow. Each also
    differs from the size of the same symbol in `earlier` cases: a size that is written down as a number fits only one.
    """
    choices = _choices(tuple(ranges.values()))
    used = [[case.get(name) for name in ranges] for case in earlier]

    def draw() -> tuple[int, ...]:
        return choices[rng.integers(len(choices))]

    try:
        chosen = until(draw, lambda sizes: not any(any(map(eq, sizes, one)) for one in used))
    except DrawError:  # the ranges are too narrow
        chosen = draw()
    return dict(zip(ranges, chosen, strict=True))


@lru_cache(maxsize=1024)
def _choices(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, ...], ...]:
    """Return all sizes that may be drawn from the ranges, or a fixed sample of them. Cached: every submission asks."""
    every: Iterable[tuple[int, ...]] = product(*(range(low, high + 1) for low, high in ranges))
    if prod(high + 1 - low for low, high in ranges) > MOST_CHOICES:
        rng = np.random.default_rng(0)
        columns = (rng.integers(low, high, MOST_CHOICES, endpoint=True).tolist() for low, high in ranges)
        every = zip(*columns, strict=True)
    different = [c for c in every if len(set(c)) == len(c)]
    if not different:
        raise DrawError(f"no different sizes in {ranges}")
    return tuple(filter(apart, different)) or tuple(different)


def apart(numbers: Iterable[int]) -> bool:
    """Return whether all numbers differ, and none is the sum or the product of two others (or of one and itself)."""
    every = sorted(numbers)
    made = {f for i, a in enumerate(every) for b in every[i:] for f in (a + b, a * b)}
    return len(set(every)) == len(every) and made.isdisjoint(every)


def normal(rng: np.random.Generator, *shape: int) -> Floats:
    """Draw standard normal numbers: at ten times that scale sigmoids saturate and gradients vanish."""
    return rng.standard_normal(shape)


def number(rng: np.random.Generator) -> float:
    """Draw a plain float between 0.5 and 2 with a random sign: near 0, a mistake in a factor would not show."""
    size = rng.uniform(0.5, 2.0)
    return float(size if rng.integers(2) else -size)  # rng.choice draws the same sign, in five times the time


def unsure(y_hat: Floats, y: Floats) -> bool:
    """Return whether predicted probabilities of labels leave much to learn, and no logarithm is extreme.

    They are between 0.05 and 0.95, on both sides of 1/2; both labels are there, and one prediction is mistaken.
    """
    both = 0.05 <= y_hat.min() < 0.5 < y_hat.max() <= 0.95 and 0 < y.sum() < y.size
    return bool(both and np.abs(y_hat - y).max() > 0.5)


def unbalanced(terms: Floats, share: float = 0.1) -> bool:
    """Return whether a sum such as a bias gradient does not cancel: |sum| >= share * sum of absolute values."""
    return bool(abs(terms.sum()) >= share * np.abs(terms).sum())


def telling(residual: Floats, x: Floats) -> bool:
    """Return whether the gradients that are one number do not cancel: in float32, a small sum may be lost."""
    return unbalanced(residual) and (len(x) > 1 or unbalanced(residual * x, 0.01))


def mixed(residual: Floats) -> bool:
    """Return whether some errors are positive and some negative: else their mean is the mean of their sizes."""
    return bool(residual.min() < 0 < residual.max())


def are_labels(y: Floats) -> bool:
    """Return whether all targets are 0 or 1."""
    return bool(((y == 0) | (y == 1)).all())


def spread(rng: np.random.Generator, y_hat: Floats, y: Floats) -> Floats:
    """Spread the predicted probabilities of labels, so that it shows if some are cut off; others stay as they are.

    So do those of several classes, which add up to 1, and equal ones. Only predictions that agree with their labels
    come near to 0 and 1, where an epsilon in a logarithm costs little.
    """
    width = float(np.ptp(y_hat))
    if not are_labels(y) or (y.ndim > 1 and len(y) > 1) or not width:
        return y_hat
    low, high = rng.uniform(0.05, 0.1), rng.uniform(0.9, 0.95)
    made: Floats = low + (high - low) * (y_hat - y_hat.min()) / width
    for label, edge, which in ((0, low, np.argmin), (1, 1 - high, np.argmax)):
        if (y == label).any():
            near = 0.005 + 0.02 * edge  # 0.006 to 0.007; another draw would change all later ones
            made.flat[which(np.where(y == label, made, 1 - label))] = abs(label - near)
    return made
