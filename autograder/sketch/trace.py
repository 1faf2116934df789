"""Cut series and paths to what can be drawn: finite, and inside the picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np

from autograder.report.picture import Point, Trace

ALIKE = 0.01
"""Two traces that differ by at most this share of the picture's width and height are drawn as one."""
ON_THE_EDGE = 1e-9


def cut(points: Sequence[Point], low: Point, high: Point) -> Trace:
    """Return the points up to where they leave the picture, with a last point on its edge, or stop being finite."""
    if all(map(isfinite, (*low, *high))) and all(low[0] <= x <= high[0] and low[1] <= y <= high[1] for x, y in points):
        return Trace(tuple((float(x), float(y)) for x, y in points))  # nothing to cut, the usual case
    kept: list[Point] = []
    for i, point in enumerate(points):
        if not (isfinite(point[0]) and isfinite(point[1])):
            return Trace(tuple(kept), lost=i)
        share = _inside(kept[-1] if kept else point, point, low, high)
        if share < 1 - ON_THE_EDGE:
            if kept:
                kept.append(_between(kept[-1], point, share))
            return Trace(tuple(kept), left=i)
        kept.append((float(point[0]), float(point[1])))
    return Trace(tuple(kept))


def alike(first: Sequence[Point], second: Sequence[Point], low: Point, high: Point) -> bool:
    """Return whether two paths look the same in the picture."""
    a, b = np.array(first, dtype=np.float64), np.array(second, dtype=np.float64)
    if a.shape != b.shape:
        return False
    size = np.subtract(high, low)
    return bool((np.abs(a - b) <= ALIKE * size).all())


def _inside(start: Point, end: Point, low: Point, high: Point) -> float:
    """Return the share of the way from start to end that is inside the picture, 0 if start is outside."""
    share = 1.0
    for a, b, least, most in zip(start, end, low, high, strict=True):
        if not least <= a <= most:
            return 0.0
        if b > most:
            share = min(share, (most - a) / (b - a))
        elif b < least:
            share = min(share, (a - least) / (a - b))
    return share


def _between(start: Point, end: Point, share: float) -> Point:
    """Return the point at a share of the way from start to end, without overflow for huge values."""
    x, y = (float(a + (b * share - a * share)) for a, b in zip(start, end, strict=True))
    return x, y
