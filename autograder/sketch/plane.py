"""What both kinds of path pictures share: the part of the plane to show, and the contour lines in it."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from autograder.judge.numeric import Floats
from autograder.judge.values import real
from autograder.plain.evidence import Plain
from autograder.report.picture import ASPECT, Bowl, Descent, Point
from autograder.sketch.trace import alike, cut

AIR = 0.08
"""Margin around everything shown, as a share of the picture."""
BEYOND = 0.25
"""How far the picture extends beyond the minimum, as a share of the distance to it."""
FAR = 0.4
"""How far a picture grows beyond what the reference needs to show a student's path, as a share of its width."""
LINES = 6
"""Number of contour lines between the minimum and the start, evenly spaced because the loss is quadratic."""
MOST_LINES = 14


def plane(
    about: str, axes: tuple[str, str], bowl: Bowl, yours: Sequence[Point], reference: Sequence[Point]
) -> Descent | None:
    """Return the picture of two paths from one start over a bowl, or None if there is no path to draw."""
    if len(yours) < 2 or not np.isfinite(reference).all():
        return None
    start, centre = np.array(reference[0]), np.array(bowl.centre)
    around = BEYOND * float(np.hypot(*(centre - start)))
    low, high = _view(np.array([*reference, centre - around, centre + around]), np.array(yours))
    same = alike(yours, reference, low, high)
    theirs = None if same else cut(reference, low, high)
    return Descent(about, axes, bowl, _levels(bowl, yours[0], low, high), cut(yours, low, high), theirs, low, high)


def point(params: Plain, axes: tuple[str, str]) -> Point | None:
    """Return the two parameters in a returned dict as a point, or None if they are not one number each."""
    if not isinstance(params, dict):
        return None
    x, y = (real(params.get(axis)) for axis in axes)
    return None if x is None or y is None or x.size != 1 or y.size != 1 else (float(x.item()), float(y.item()))


def height(bowl: Bowl, at: Point) -> float:
    """Return the height of a point above the minimum of the bowl."""
    xx, xy, yy = bowl.curvature
    x, y = at[0] - bowl.centre[0], at[1] - bowl.centre[1]
    return (xx * x * x + 2 * xy * x * y + yy * y * y) / 2


def _view(needed: Floats, wished: Floats) -> tuple[Point, Point]:
    """Return corners that show all of `needed`, and what is near of `wished`; both axes have the same scale."""
    low, high = needed.min(axis=0), needed.max(axis=0)
    far = FAR * (high - low).max()
    near = np.clip(np.where(np.isfinite(wished), wished, low), low - far, high + far)
    low, high = np.minimum(low, near.min(axis=0)), np.maximum(high, near.max(axis=0))
    width, height = (1 + 2 * AIR) * (high - low)
    width = max(width, ASPECT * height)
    half = np.array([width, width / ASPECT]) / 2
    (x0, y0), (x1, y1) = ((low + high) / 2 - half).tolist(), ((low + high) / 2 + half).tolist()
    return (x0, y0), (x1, y1)


def _levels(bowl: Bowl, start: Point, low: Point, high: Point) -> tuple[float, ...]:
    """Return contour levels, spaced so that one goes through the start, up to the corners of the picture."""
    top = max(height(bowl, (x, y)) for x in (low[0], high[0]) for y in (low[1], high[1]))
    step = height(bowl, start) / LINES**2
    if not step > 0:
        return ()
    count = int(sqrt(top / step))
    apart = max(1, -(-count // MOST_LINES))
    return tuple(step * k * k for k in range(apart, count + 1, apart))
