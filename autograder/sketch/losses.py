"""The loss curve of the long training: the losses that the student's function returned, over the reference's."""

from __future__ import annotations

import numpy as np

from autograder.declare.problem import Call, Check
from autograder.judge.convergence import least_squares
from autograder.judge.numeric import Floats
from autograder.judge.values import row
from autograder.plain.evidence import Plain, Probe
from autograder.report.picture import Losses, Point
from autograder.sketch.scene import Scene
from autograder.sketch.trace import alike, cut

DECADES = 100.0
"""If the ratio of the largest loss to the smallest is at least this, the picture is logarithmic."""
FAR = 100.0
"""The factor above and below the reference's losses up to which others are shown; the page says what is cut."""
FAR_LINEAR = 2.0
"""The same if a loss is not positive, so that the picture cannot be logarithmic."""
AIR = 0.06
"""Margin between the curves and the edges, as a share of the height."""


def losses(scene: Scene) -> tuple[Losses, ...]:
    """Return the picture of the losses if they are readable: at least two, and at most twice as many as steps."""
    if scene.training is None:
        return ()
    answered, value = scene.training
    call, steps = answered.call, answered.call.args[4]
    mine = _claimed(value, steps)
    if mine is None:
        return ()
    theirs = mine
    if not scene.right(call.function) or not np.isfinite(mine).all():
        theirs = np.array(call.losses or scene.reference.answer(Probe(call.function, call.args))[1])
    optimum = _optimum(call, least=float(theirs.min()))
    finite = mine[np.isfinite(mine)]
    log = _spans_decades(finite, theirs)
    low, high = _range(finite, theirs, optimum, log=log)
    corners = (0.0, low), (float(max(steps, mine.size) - 1), high)
    path, known = _heights(mine, log=log), _heights(theirs, log=log)
    same = theirs is mine or alike(path, known, *corners)
    level = None if optimum is None else _heights(np.array([optimum]), log=log)[0][1]
    return (
        Losses(call.function, cut(path, *corners), None if same else cut(known, *corners), level, *corners, log=log),
    )


def _claimed(value: Plain, steps: int) -> Floats | None:
    """Return the losses in (params, losses), or None if they are not a sequence of numbers."""
    numbers = row(value[1]) if isinstance(value, list | tuple) and len(value) == 2 else None
    return None if numbers is None or not 2 <= numbers.size <= 2 * steps else numbers.astype(np.float64)


def _optimum(call: Call, least: float) -> float | None:
    """Return the least possible loss of a linear model, or None if it is unknown or far below everything drawn."""
    if call.check not in (Check.LEAST_SQUARES, Check.LEAST_SQUARES_AT_RATE):
        return None
    optimum = least_squares(call.args[0], call.args[1], call.args[3])[0]
    return optimum if optimum >= least / FAR else None


def _spans_decades(mine: Floats, theirs: Floats) -> bool:
    low, high = float(theirs.min()), float(theirs.max())
    if low <= 0 or (mine <= 0).any():
        return False
    every = [low, high, *np.clip(mine, low / FAR, high * FAR)]
    return bool(max(every) >= DECADES * min(every))


def _range(mine: Floats, theirs: Floats, optimum: float | None, *, log: bool) -> Point:
    """Return the range of heights to show, with a margin."""
    least, most = float(theirs.min()), float(theirs.max())
    if log:
        every = [*np.clip(mine, least / FAR, most * FAR), least, most]
    else:
        every = [*np.clip(mine, -FAR_LINEAR * most, FAR_LINEAR * most), most, 0.0]
    every += [] if optimum is None else [optimum]
    low, high = (h for _, h in _heights(np.array([min(every), max(every)]), log=log))
    air = AIR * (high - low) or 1.0
    return (low if low == 0 and not log else low - air), high + air


def _heights(losses: Floats, *, log: bool) -> list[Point]:
    heights = np.log10(losses) if log else losses
    return [(float(i), h) for i, h in enumerate(heights.tolist())]
