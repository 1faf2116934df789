"""What the two pictures of paths share: the part of the plane to show, and the contour lines in it."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from autograder.picture import Bowl, Descent, Point
from autograder.sketch.trace import alike, cut

AIR = 0.18
"""Around the reference's path, as a share of the picture."""
LEAST_SHARE = 0.45
"""The smaller side of the picture is at least this share of the larger, in the units of the parameters."""
FAR = 0.6
"""So far beyond what the reference needs a picture grows for a student's path, as a share of each side."""
LINES = 6
"""Contour lines between the bottom and the start, evenly apart as the bowl is quadratic."""
MOST_LINES = 14


def plane(
    about: str, axes: tuple[str, str], bowl: Bowl, yours: Sequence[Point], reference: Sequence[Point]
) -> Descent | None:
    """Draw two paths from one start over a bowl; None if there is no path to draw."""
    if len(yours) < 2 or not np.isfinite(reference).all():
        return None
    low, high = _view(np.array([*reference, bowl.centre]), np.array(yours))
    same = alike(yours, reference, low, high)
    theirs = None if same else cut(reference, low, high)
    return Descent(about, axes, bowl, _levels(bowl, yours[0], low, high), cut(yours, low, high), theirs, low, high)


def height(bowl: Bowl, at: Point) -> float:
    """Give the height of a point above the bottom of the bowl."""
    xx, xy, yy = bowl.curvature
    x, y = at[0] - bowl.centre[0], at[1] - bowl.centre[1]
    return (xx * x * x + 2 * xy * x * y + yy * y * y) / 2


def _view(needed: np.ndarray, wished: np.ndarray) -> tuple[Point, Point]:  # type: ignore[type-arg]
    """Show all that is needed, and of what is wished for what lies near."""
    low, high = needed.min(axis=0), needed.max(axis=0)
    size = np.maximum(high - low, LEAST_SHARE * (high - low).max() + 1e-9)
    middle = (low + high) / 2
    low, high = middle - size / 2, middle + size / 2
    near = np.clip(np.where(np.isfinite(wished), wished, middle), low - FAR * size, high + FAR * size)
    low, high = np.minimum(low, near.min(axis=0)), np.maximum(high, near.max(axis=0))
    air = AIR * (high - low)
    (x0, y0), (x1, y1) = (low - air).tolist(), (high + air).tolist()
    return (x0, y0), (x1, y1)


def _levels(bowl: Bowl, start: Point, low: Point, high: Point) -> tuple[float, ...]:
    """Space the lines so that one goes through the start, and go on to the corners of the picture."""
    top = max(height(bowl, (x, y)) for x in (low[0], high[0]) for y in (low[1], high[1]))
    step = height(bowl, start) / LINES**2
    if not step > 0:
        return ()
    count = int(sqrt(top / step))
    apart = max(1, -(-count // MOST_LINES))
    return tuple(step * k * k for k in range(apart, count + 1, apart))
