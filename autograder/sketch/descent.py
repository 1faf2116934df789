"""The path of gradient descent over the loss landscape, where there are just two parameters and a quadratic loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.convergence import loss_at
from autograder.evidence import Plain, Probe, Returned
from autograder.picture import Bowl, Descent, Point
from autograder.probes import Answered
from autograder.problem import Check, piece_form
from autograder.reading import Expected, Fault, read, take
from autograder.sketch.plane import plane
from autograder.sketch.scene import Scene

STEPS = 8
"""Steps of the path: the student's train is asked once for each of these numbers of steps."""
QUADRATIC = (Check.LEAST_SQUARES, Check.LEAST_SQUARES_AT_RATE)


def descent(scene: Scene) -> tuple[Descent, ...]:
    """Draw the first steps of the long training in the plane of its two parameters."""
    if scene.training is None:
        return ()
    answered, _ = scene.training
    call = answered.call
    x, y, start, lr, _ = call.args
    if call.check not in QUADRATIC or len(start) != 2 or not all(isinstance(v, float) for v in start.values()):
        return ()
    reference = [start]
    for _ in range(STEPS):
        reference.append(scene.reference.answer(Probe(call.function, (x, y, reference[-1], lr, 1)))[0])
    theirs = [_point(p) for p in reference]
    yours = theirs if scene.right(call.function) else _walk(scene, answered)
    horizontal, vertical = start
    drawn = plane(call.function, (horizontal, vertical), bowl(scene, x, y, start), yours, theirs)
    return () if drawn is None else (drawn,)


def bowl(scene: Scene, x: Any, y: Any, start: dict[str, float]) -> Bowl:
    """Find the quadratic by six values of the reference's loss: it is one exactly, so any six would do."""
    (p, a), (q, b) = start.items()

    def at(da: float, db: float) -> float:
        return loss_at(scene.reference, x, y, {p: a + da, q: b + db})

    here, right, left, up, down, both = at(0, 0), at(1, 0), at(-1, 0), at(0, 1), at(0, -1), at(1, 1)
    xx, yy, xy = right + left - 2 * here, up + down - 2 * here, both - right - up + here
    slope = np.array([right - left, up - down]) / 2
    dx, dy = np.linalg.solve(np.array([[xx, xy], [xy, yy]]), slope).tolist()
    return Bowl((a - dx, b - dy), (xx, xy, yy))


def _walk(scene: Scene, answered: Answered) -> list[Point]:
    """Ask the student's own train for one step, two steps and so on, as long as parameters come back."""
    *given, _ = answered.call.args
    path = [_point(given[2])]
    for steps in range(1, STEPS + 1):
        outcome = scene.ask(Probe(answered.call.function, (*given, steps)))
        point = _read(scene, answered, outcome.value) if isinstance(outcome, Returned) else None
        if point is None:
            break
        path.append(point)
    return path


def _read(scene: Scene, answered: Answered, value: Plain) -> Point | None:
    function, start = scene.reference.problem.function(answered.call.function), answered.call.args[2]
    expected = Expected(function, answered.call.args, (start, []), answered.case.sizes)
    if any(isinstance(leaf, Fault) for leaf in read(value, "params", expected)):
        return None
    return _point(take(piece_form(function, "params"), value[0], start))


def _point(params: dict[str, float]) -> Point:
    x, y = params.values()
    return float(x), float(y)
