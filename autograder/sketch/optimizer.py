"""The path of each wrong optimizer on a small quadratic: the student's function, step by step, from its own state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.declare.forms import Form, Like, Parts
from autograder.declare.problem import Function
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
SETTINGS = {"lr": 0.25, "beta": 0.8, "beta1": 0.8, "beta2": 0.9, "eps": 0.1}
"""Chosen so that plain descent zigzags, momentum oscillates, and the position of eps is visible."""
MOST_STATE = 8
"""Maximum number of entries of a state that is passed on; there are two, and some students keep more."""


def optimizers(scene: Scene) -> tuple[Descent, ...]:
    """Return one picture for each function that takes a step with given gradients and is wrong."""
    return tuple(d for f in scene.reference.problem.functions if _steps(f) for d in _drawn(scene, f))


def _steps(function: Function) -> bool:
    parts = function.result.parts if isinstance(function.result, Parts) else (function.result,)
    return function.args[:2] == ("params", "grads") and any(isinstance(p, Like) and p.name == "params" for p in parts)


def _drawn(scene: Scene, function: Function) -> Iterator[Descent]:
    if scene.right(function.name) or not scene.answers(function.name):
        return

    def student(probe: Probe) -> Plain:
        outcome = scene.ask(probe)
        return outcome.value if isinstance(outcome, Returned) else None

    yours, theirs = walk(function, student), walk(function, scene.reference.answer)
    drawn = plane(function.name, AXES, BOWL, yours, theirs)
    if drawn is not None and drawn.reference is not None:  # two paths that look the same explain nothing
        yield drawn


def walk(function: Function, call: Callable[[Probe], Plain]) -> list[Point]:
    """Return the points of the steps, each from the state that the last one returned, until one is unreadable."""
    parts = function.result.parts if isinstance(function.result, Parts) else (function.result,)
    names = tuple(p.name for p in parts)
    now: dict[str, Any] = {AXES[0]: np.array([[START[0]]]), AXES[1]: np.array([[START[1]]])}
    states: dict[str, Plain] = {name: {} for name in names if name != "params"}
    path = [START]
    for t in range(1, STEPS + 1):
        xx, _, yy = BOWL.curvature
        grads = {AXES[0]: xx * now[AXES[0]], AXES[1]: yy * now[AXES[1]]}
        known = {**SETTINGS, **states, "params": now, "grads": grads, "t": t}
        args = tuple(known[name] for name in function.args)
        back = _apart(call(Probe(function.name, args)), names, whole=function.result)
        reached = point(back.pop("params", None), AXES)
        if reached is None:
            break
        path.append(reached)
        if not np.isfinite(reached).all() or not all(_state(s) for s in back.values()):
            break
        now = {axis: np.array([[place]]) for axis, place in zip(AXES, reached, strict=True)}
        states = back
    return path


def _apart(value: Plain, names: tuple[str, ...], whole: Form) -> dict[str, Plain]:
    """Return the results by name, or nothing if there are not as many as expected."""
    values = value if isinstance(whole, Parts) else (value,)
    good = isinstance(values, list | tuple) and len(values) == len(names)
    return dict(zip(names, values, strict=True)) if good else {}


def _state(value: Plain) -> bool:
    """Return whether a state is small and consists of numbers, so that it can be passed on."""
    if not isinstance(value, dict) or len(value) > MOST_STATE:
        return False
    arrays = [real(v) for v in value.values()]
    return all(a is not None and a.size <= MOST_STATE for a in arrays)
