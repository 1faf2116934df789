"""Make the pictures of a feedback page from evidence and the reference. Pure; a failure never prevents grading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from autograder.declare.reference import Reference
from autograder.judge.probes import Answered
from autograder.judge.student_calls import Ask, UnrecordedError
from autograder.report.picture import Picture
from autograder.report.verdict import Verdict

if TYPE_CHECKING:
    from autograder.sketch.scene import Scene

NOTHING_DRAWN = (UnrecordedError, ArithmeticError, LookupError, TypeError, ValueError)
"""Errors for data that cannot be drawn, such as evidence stored before there were pictures: the page omits them."""


def _sketches() -> tuple[Callable[[Scene], tuple[Picture, ...]], ...]:
    """Return the kinds of sketches, loaded on first use: a notebook only draws the graph."""
    from autograder.sketch.descent import descent  # noqa: PLC0415
    from autograder.sketch.graph import graph  # noqa: PLC0415
    from autograder.sketch.losses import losses  # noqa: PLC0415
    from autograder.sketch.optimizer import optimizers  # noqa: PLC0415

    return graph, losses, descent, optimizers


def sketch(
    reference: Reference, verdicts: Sequence[Verdict], answered: Sequence[Answered], ask: Ask
) -> tuple[Picture, ...]:
    """Return the pictures of one problem; what cannot be read is left out."""
    from autograder.sketch.scene import Scene  # noqa: PLC0415

    scene = Scene(reference, {v.question: v for v in verdicts}, tuple(answered), ask)
    drawn: list[Picture] = []
    for draw in _sketches():
        try:
            with np.errstate(all="ignore"):
                drawn += draw(scene)
        except NOTHING_DRAWN:
            continue
    return tuple(drawn)
