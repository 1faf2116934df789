"""The path of gradient descent over the loss landscape, for problems with two parameters and a quadratic loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.declare.problem import Check
from autograder.judge.convergence import loss_at
from autograder.plain.evidence import Returned
from autograder.report.picture import Bowl, Descent, Point
from autograder.sketch.plane import plane, point
from autograder.sketch.scene import Scene

STEPS = 8
"""Numbers of steps along the path: the student's train is called once for each of them."""
QUADRATIC = (Check.LEAST_SQUARES, Check.LEAST_SQUARES_AT_RATE)


def descent(scene: Scene) -> tuple[Descent, ...]:
    """Return the picture of the first steps of the long training in the plane of its two parameters."""
    if scene.training is None:
        return ()
    answered, _ = scene.training
    call = answered.call
    net, given = scene.reference.problem.network, scene.reference.problem.bind(call)
    start = given[net.params]
    if call.check not in QUADRATIC or len(start) != 2 or not all(isinstance(v, float) for v in start.values()):
        return ()
    landscape = bowl(scene, given)
    theirs = plain_descent(landscape, _at(start), given[net.lr])
    yours = theirs if scene.right(call.function) else _walk(scene, given)
    drawn = plane(call.function, _axes(start), landscape, yours, theirs)
    return () if drawn is None else (drawn,)


def bowl(scene: Scene, given: Mapping[str, Any]) -> Bowl:
    """Return the quadratic through six values of the reference's loss, which is exactly quadratic."""
    (p, a), (q, b) = given[scene.reference.problem.network.params].items()

    def at(da: float, db: float) -> float:
        return loss_at(scene.reference, given, {p: a + da, q: b + db})

    here, right, left, up, down, both = at(0, 0), at(1, 0), at(-1, 0), at(0, 1), at(0, -1), at(1, 1)
    xx, yy, xy = right + left - 2 * here, up + down - 2 * here, both - right - up + here
    slope = np.array([right - left, up - down]) / 2
    dx, dy = np.linalg.solve(np.array([[xx, xy], [xy, yy]]), slope).tolist()
    return Bowl((a - dx, b - dy), (xx, xy, yy))


def plain_descent(bowl: Bowl, start: Point, lr: float) -> list[Point]:
    """Return the reference's path: the gradient of a quadratic is its curvature times the offset from the centre."""
    xx, xy, yy = bowl.curvature
    path = [start]
    for _ in range(STEPS):
        x, y = path[-1]
        dx, dy = x - bowl.centre[0], y - bowl.centre[1]
        path.append((x - lr * (xx * dx + xy * dy), y - lr * (xy * dx + yy * dy)))
    return path


def _walk(scene: Scene, given: Mapping[str, Any]) -> list[Point]:
    """Call the student's own train for one step, two steps and so on, as long as it returns (params, losses)."""
    problem, net = scene.reference.problem, scene.reference.problem.network
    function, start = problem.function(net.train), given[net.params]
    path = [_at(start)]
    for steps in range(1, STEPS + 1):
        outcome = scene.ask(problem.probe(net.train, {**given, net.steps: steps}))
        value = outcome.value if isinstance(outcome, Returned) else None
        whole = isinstance(value, list | tuple) and len(value) == len(function.pieces)
        reached = point(function.piece(net.trained, value), _axes(start)) if whole else None
        if reached is None:
            break
        path.append(reached)
    return path


def _axes(params: dict[str, float]) -> tuple[str, str]:
    horizontal, vertical = params
    return horizontal, vertical


def _at(params: dict[str, float]) -> Point:
    x, y = params.values()
    return float(x), float(y)
