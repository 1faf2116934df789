"""See in ordinary calls whether answers are as noisy as differences: those divide rounding by a step.

Of a derivative that is worked out, only the last digits are rounding. It takes no solution to see that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np

from autograder.judge.ill_scaled import MOST, changed, nudge
from autograder.judge.numeric import CLOSE, Floats
from autograder.plain.evidence import Plain

Answer: TypeAlias = Callable[[Sequence[Plain]], Floats]
"""answer(arguments) returns what a function gives for them."""
Sign: TypeAlias = Callable[[Answer, Sequence[Plain]], bool]
"""A sign of differences, looked for around ordinary arguments. It raises what `answer` raises."""

MOVES = range(-3, 4)


def jumps(answer: Answer, args: Sequence[Plain]) -> bool:
    """Return whether answers jump where the arguments move so little that a curve would not even bend."""
    path = np.stack([answer([changed(arg, partial(nudge, times=n)) for arg in args]) for n in MOVES])
    return bool(np.abs(np.diff(path, n=2, axis=0)).max() > MOST * np.abs(path).max())


def uneven(answer: Answer, args: Sequence[Plain]) -> bool:
    """Return whether answers change by a power of two, but not exactly, where the arguments are doubled.

    The differences of a straight line jump only there.
    """
    before, after = answer(args), answer([changed(arg, lambda a: 2 * a) for arg in args])
    largest = np.abs(before).max()
    factor = 2.0 ** np.round(np.log2(np.abs(after).max() / largest))
    return bool(MOST * largest < np.abs(after / factor - before).max() < CLOSE * largest)
