"""Whether a student's answers are those of an edited reference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from autograder.evidence import Outcome, Probe, Returned
from autograder.numeric import agree
from autograder.probes import Answered
from autograder.problem import Misconception
from autograder.reading import Expected, Fault, Leaf, read
from autograder.reference import Reference


@dataclass(frozen=True)
class Edit:
    """One mistake, and the reference that has it."""

    mistake: Misconception
    edited: Reference


def matching(edits: Iterable[Edit], calls: Sequence[Answered]) -> tuple[Edit, ...]:
    """Give the edits that make the student's answers in every call."""
    return tuple(e for e in edits if gives_the_same(e.edited, calls))


def gives_the_same(edited: Reference, calls: Sequence[Answered]) -> bool:
    """Tell whether the edited reference gives the student's answers in every call."""
    return all(_equal(a.outcome, a, edited) for a in calls)


def _equal(outcome: Outcome, answered: Answered, edited: Reference) -> bool:
    call = answered.call
    mistaken = edited.outcome(Probe(call.function, call.args))
    if not isinstance(outcome, Returned) or not isinstance(mistaken, Returned):
        return False
    expected = Expected(edited.problem.function(call.function), call.args, mistaken.value, answered.case.sizes)
    with np.errstate(all="ignore"):
        pairs = zip_longest(read(outcome.value, "", expected), read(mistaken.value, "", expected))
        return all(_agrees(got, mistake) for got, mistake in pairs)


def _agrees(got: Leaf | Fault | None, mistake: Leaf | Fault | None) -> bool:
    """Tell whether a block is what the mistake makes there, or of the same wrong type and shape where it makes none."""
    if isinstance(got, Leaf) and isinstance(mistake, Leaf):
        return got.got.shape == got.want.shape and agree(got.got, got.want, narrow=got.narrow, rounding=got.rounding)
    return isinstance(got, Fault) and isinstance(mistake, Fault) and got.message == mistake.message
