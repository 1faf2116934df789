"""The loss curve of the long training: what the student's function says its losses were, over the reference's."""

from __future__ import annotations

import numpy as np

from autograder.convergence import least_squares
from autograder.evidence import Plain, Probe
from autograder.numeric import Floats
from autograder.picture import Losses, Point
from autograder.probes import Answered
from autograder.problem import Check, piece_form
from autograder.reading import Expected, Fault, read, take
from autograder.sketch.scene import Scene
from autograder.sketch.trace import alike, cut

DECADES = 100.0
"""From this ratio of the largest loss to the smallest on, the picture is logarithmic."""
FAR = 100.0
"""So far above and below the reference's losses others are shown, as a factor; the rest is cut, and the page says so."""
FAR_LINEAR = 2.0
"""The same where some loss is not positive, and the picture cannot be logarithmic."""
AIR = 0.06
"""Between the curves and the edges, as a share of the height."""


def losses(scene: Scene) -> tuple[Losses, ...]:
    """Draw the losses where they can be read: two at least, and no more than twice as many as steps."""
    if scene.training is None:
        return ()
    answered, value = scene.training
    call, steps = answered.call, answered.call.args[4]
    mine = _claimed(scene, answered, value, steps)
    if mine is None:
        return ()
    optimum = None
    if call.check in (Check.LEAST_SQUARES, Check.LEAST_SQUARES_AT_RATE):
        optimum = least_squares(call.args[0], call.args[1], call.args[3])[0]
    theirs = mine
    if not scene.right(call.function):
        theirs = np.array(scene.reference.answer(Probe(call.function, call.args))[1])
    finite = mine[np.isfinite(mine)]
    log = _spans_decades(finite, theirs, optimum)
    low, high = _range(finite, theirs, optimum, log=log)
    corners = (0.0, low), (float(max(steps, mine.size) - 1), high)
    path, known = _heights(mine, log=log), _heights(theirs, log=log)
    same = theirs is mine or alike(path, known, *corners)
    level = None if optimum is None else _heights(np.array([optimum]), log=log)[0][1]
    return (
        Losses(call.function, cut(path, *corners), None if same else cut(known, *corners), level, *corners, log=log),
    )


def _claimed(scene: Scene, answered: Answered, value: Plain, steps: int) -> Floats | None:
    """Read the losses that came back; None where they are no row of numbers."""
    function = scene.reference.problem.function(answered.call.function)
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    count = np.size(value[1]) if isinstance(value[1], np.ndarray) else len(value[1])
    if not 2 <= count <= 2 * steps:
        return None
    want = [0.0] * count
    expected = Expected(function, answered.call.args, (answered.call.args[2], want), answered.case.sizes)
    if any(isinstance(leaf, Fault) for leaf in read(value, "losses", expected)):
        return None
    return np.array(take(piece_form(function, "losses"), value[1], want))


def _spans_decades(mine: Floats, theirs: Floats, optimum: float | None) -> bool:
    if (mine <= 0).any() or (optimum is not None and optimum <= 0):
        return False
    low, high = float(theirs.min()), float(theirs.max())
    every = [low, high, *np.clip(mine, low / FAR, high * FAR)]
    return max(every) >= DECADES * min(every)


def _range(mine: Floats, theirs: Floats, optimum: float | None, *, log: bool) -> Point:
    """Give the heights between which there is something to see, with some air."""
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
    return [(float(i), float(h)) for i, h in enumerate(heights)]
