"""The loss curve of the long training: the losses that the student's function returned, over the reference's."""

from __future__ import annotations

import numpy as np

from autograder.declare.descent import least_squares
from autograder.declare.problem import Check, Function
from autograder.declare.roles import Network
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
    call, problem = answered.call, scene.reference.problem
    net, function, given = problem.network, problem.function(call.function), problem.bind(call)
    steps: int = given[net.steps]
    mine = _claimed(value, function, net)
    if mine is None or not 2 <= mine.size <= 2 * steps:
        return ()
    theirs = mine
    if not scene.right(call.function) or not np.isfinite(mine).all():
        probe = Probe(call.function, call.args)
        theirs = np.array(call.losses or function.piece(net.losses, scene.reference.answer(probe)))
    optimum = None
    if call.check in (Check.LEAST_SQUARES, Check.LEAST_SQUARES_AT_RATE):
        least, _ = least_squares(given[net.x], given[net.y], given[net.lr])
        optimum = least if least >= float(theirs.min()) / FAR else None  # else far below all that is drawn
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


def _claimed(value: Plain, function: Function, net: Network) -> Floats | None:
    """Return the losses that the function returned, or None if they are not a list of numbers."""
    whole = isinstance(value, list | tuple) and len(value) == len(function.pieces)
    numbers = row(function.piece(net.losses, value)) if whole else None
    return None if numbers is None else numbers.astype(np.float64)


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
