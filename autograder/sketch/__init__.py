"""From evidence and the reference to the pictures of a feedback page. Pure, and never a reason not to grade."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograder.picture import Picture
from autograder.probes import Answered
from autograder.reference import Reference
from autograder.sketch.descent import descent
from autograder.sketch.graph import graph
from autograder.sketch.losses import losses
from autograder.sketch.optimizer import optimizers
from autograder.sketch.scene import Scene
from autograder.verdict import Verdict
from autograder.witness import Ask, UnrecordedError

NOTHING_DRAWN = (UnrecordedError, ArithmeticError, LookupError, TypeError, ValueError)
"""What no picture can be made of, such as evidence from before there were pictures: the page does without."""

SKETCHES: tuple[Callable[[Scene], tuple[Picture, ...]], ...] = (graph, losses, descent, optimizers)


def sketch(
    reference: Reference, verdicts: Sequence[Verdict], answered: Sequence[Answered], ask: Ask
) -> tuple[Picture, ...]:
    """Draw what there is to draw of one problem; of what cannot be read, nothing."""
    scene = Scene(reference, {v.question: v for v in verdicts}, tuple(answered), ask)
    drawn: list[Picture] = []
    for draw in SKETCHES:
        try:
            with np.errstate(all="ignore"):
                drawn += draw(scene)
        except NOTHING_DRAWN:
            continue
    return tuple(drawn)
