"""Check whether a student's answers are those of an edited reference."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from autograder.declare.reference import Reference
from autograder.judge.numeric import agree
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Fault, Leaf, read
from autograder.judge.values import far_apart, identical
from autograder.plain.evidence import Probe, Returned


def gives_the_same(edited: Reference, calls: Sequence[Answered]) -> bool:
    """Return whether the edited reference gives the student's answers in every call."""
    with np.errstate(all="ignore"):
        return all(_equal(a, edited) for a in calls)


def _equal(answered: Answered, edited: Reference) -> bool:
    call = answered.call
    outcome, mistaken = answered.outcome, edited.outcome(Probe(call.function, call.args))
    if not isinstance(outcome, Returned) or not isinstance(mistaken, Returned):
        return False
    got, made = outcome.value, mistaken.value
    same = identical(got, made)
    if not same and far_apart(got, made):
        return False
    expected = Expected(edited.problem.function(call.function), call.args, made, answered.case.sizes)
    try:
        own = read(got, "", expected)
        mistake = own if same else read(made, "", expected)
    except (AttributeError, LookupError, TypeError, ValueError):  # two edits together may return anything
        return False
    return all(_agrees(one, other) for one, other in zip_longest(own, mistake))


def _agrees(got: Leaf | Fault | None, mistake: Leaf | Fault | None) -> bool:
    """Return whether a block is what the mistake produces, or has the same wrong type and shape."""
    if isinstance(got, Leaf) and isinstance(mistake, Leaf):
        return got.got.shape == got.want.shape and agree(got.got, got.want, narrow=got.narrow, since=got.since)
    return isinstance(got, Fault) and isinstance(mistake, Fault) and got.message == mistake.message
