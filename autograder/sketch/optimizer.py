"""The path of each wrong optimizer on a small quadratic: the student's function, step by step, from its own state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.declare.problem import Function
from autograder.declare.roles import Optimizer
from autograder.judge.values import real
from autograder.plain.evidence import Plain, Probe, Returned
from autograder.report.picture import Bowl, Descent, Point
from autograder.sketch.plane import plane, point
from autograder.sketch.scene import Scene

STEPS = 12
AXES = ("W1", "b1")
"""One of them is a bias, because some students forget to update those."""
BOWL = Bowl((0.0, 0.0), (1.0, 0.0, 6.0))
START = (-3.0, 1.6)
LR, DECAYS, EPS = 0.25, (0.8, 0.9), 0.1
"""Chosen so that plain descent zigzags, momentum oscillates, and the position of eps is visible."""
MOST_STATE = 8
"""Maximum number of entries of a state that is passed on; there are two, and some students keep more."""


def optimizers(scene: Scene) -> tuple[Descent, ...]:
    """Return one picture for each function that takes a step with given gradients and is wrong."""
    return tuple(d for one in scene.reference.problem.roles.optimizers for d in _drawn(scene, one))


def _drawn(scene: Scene, optimizer: Optimizer) -> Iterator[Descent]:
    if scene.right(optimizer.function) or not scene.answers(optimizer.function):
        return

    def student(probe: Probe) -> Plain:
        outcome = scene.ask(probe)
        return outcome.value if isinstance(outcome, Returned) else None

    function = scene.reference.problem.function(optimizer.function)
    yours, theirs = walk(function, optimizer, student), walk(function, optimizer, scene.reference.answer)
    drawn = plane(function.name, AXES, BOWL, yours, theirs)
    if drawn is not None and drawn.reference is not None:  # two paths that look the same explain nothing
        yield drawn


def walk(function: Function, optimizer: Optimizer, call: Callable[[Probe], Plain]) -> list[Point]:
    """Return the points of the steps, each from the state that the last one returned, until one is unreadable."""
    now: dict[str, Any] = {AXES[0]: np.array([[START[0]]]), AXES[1]: np.array([[START[1]]])}
    states: dict[str, Plain] = {}
    path = [START]
    for t in range(1, STEPS + 1):
        xx, _, yy = BOWL.curvature
        grads = {AXES[0]: xx * now[AXES[0]], AXES[1]: yy * now[AXES[1]]}
        first = optimizer.given(params=now, grads=grads, lr=LR, decays=DECAYS, eps=EPS)
        args = function.arguments({**first, **states, optimizer.t: t})
        back = _apart(call(Probe(function.name, args)), function, optimizer.params)
        reached = point(back.pop(optimizer.params, None), AXES)
        if reached is None:
            break
        path.append(reached)
        if not np.isfinite(reached).all() or not all(_state(s) for s in back.values()):
            break
        now = {axis: np.array([[place]]) for axis, place in zip(AXES, reached, strict=True)}
        states = back
    return path


def _apart(value: Plain, function: Function, params: str) -> dict[str, Plain]:
    """Return the results by name, or nothing if there are not as many as expected."""
    if not function.pieces:
        return {params: value}
    good = isinstance(value, list | tuple) and len(value) == len(function.pieces)
    return dict(zip(function.pieces, value, strict=True)) if good else {}


def _state(value: Plain) -> bool:
    """Return whether a state is small and consists of numbers, so that it can be passed on."""
    if not isinstance(value, dict) or len(value) > MOST_STATE:
        return False
    arrays = [real(v) for v in value.values()]
    return all(a is not None and a.size <= MOST_STATE for a in arrays)
