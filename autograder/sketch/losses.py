"""The loss curve of the long training: what the student's function says its losses were, over the reference's."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.convergence import least_squares
from autograder.evidence import Plain, Probe
from autograder.numeric import Floats
from autograder.picture import Losses, Trace
from autograder.probes import Answered
from autograder.problem import Check
from autograder.reading import Expected, Leaf, read
from autograder.sketch.scene import Scene
from autograder.sketch.trace import alike, cut

DECADES = 100.0
"""From this ratio of the largest loss to the smallest on, the picture is logarithmic."""
DIVERGING = 100.0
"""So many times the reference's largest loss are shown of losses that grow; the rest is cut, and the caption says so."""
AIR = 1.25
"""Between the curves and the edges of a logarithmic picture."""


def losses(scene: Scene) -> tuple[Losses, ...]:
    """Draw the losses where they can be read: two numbers at least, and no more than twice as many as steps."""
    if scene.training is None:
        return ()
    answered, value = scene.training
    call, steps = answered.call, answered.call.args[4]
    mine = _claimed(scene, answered, value, steps)
    if mine is None:
        return ()
    theirs = None if scene.right(call.function) else np.array(scene.reference.answer(Probe(call.function, call.args))[1])
    optimum = None
    if call.check in (Check.LEAST_SQUARES, Check.LEAST_SQUARES_AT_RATE):
        optimum = least_squares(call.args[0], call.args[1], call.args[3])[0]
    finite = mine[np.isfinite(mine)]
    known = theirs if theirs is not None else finite
    if not known.size:
        return ()
    low, high, log = _range(finite, known, optimum)
    yours = _trace(mine, low, high)
    reference = None if theirs is None else _trace(theirs, low, high)
    if reference is not None and alike(_drawn(mine, log=log), _drawn(theirs, log=log), *_corners(low, high, steps, log=log)):
        reference = None
    return (Losses(call.function, steps, yours, reference, optimum, low, high, log),)


def _claimed(scene: Scene, answered: Answered, value: Plain, steps: int) -> Floats | None:
    """Read the losses that came back; None where they are no row of numbers."""
    function = scene.reference.problem.function(answered.call.function)
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    count = np.size(value[1]) if isinstance(value[1], np.ndarray) else len(value[1])
    if not 2 <= count <= 2 * steps:
        return None
    expected = Expected(function, answered.call.args, (answered.call.args[2], [0.0] * count), answered.case.sizes)
    leaves = read(value, "losses", expected)
    first, changes = (leaf.got if isinstance(leaf, Leaf) else None for leaf in (leaves[0], leaves[-1]))
    return None if first is None or changes is None else np.concatenate((first, first + changes))
