"""Check whether a student's answers are those of an edited reference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from autograder.declare.reference import Reference
from autograder.judge.numeric import agree
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Fault, Leaf, read
from autograder.judge.values import identical
from autograder.plain.evidence import Plain, Probe, Returned

FAR = 1e-4
"""Share of the largest entry of a float64 block. A larger difference would never pass the careful comparison."""


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


def far_apart(got: Plain, made: Plain) -> bool:
    """Return True if a quick look shows that the answers differ, as it does for most, or False if in doubt."""
    match made:
        case dict():
            return type(got) is dict and any(far_apart(got.get(name), entry) for name, entry in made.items())
        case list() | tuple():
            alike = isinstance(got, list | tuple) and len(got) == len(made)
            return alike and any(map(far_apart, got, made))
        case float():
            return isinstance(got, float) and math.isfinite(made) and not abs(got - made) <= FAR * abs(made)
        case np.ndarray():
            alike = type(got) is np.ndarray and got.dtype == made.dtype == np.float64 and got.shape == made.shape
            if not alike or got.tobytes() == made.tobytes():
                return False
            allowed = FAR * float(np.abs(made).max(initial=0.0))
            return math.isfinite(allowed) and not np.abs(got - made).max(initial=0.0) <= allowed  # nan differs
        case _:
            return False


def _agrees(got: Leaf | Fault | None, mistake: Leaf | Fault | None) -> bool:
    """Return whether a block is what the mistake produces, or has the same wrong type and shape."""
    if isinstance(got, Leaf) and isinstance(mistake, Leaf):
        return got.got.shape == got.want.shape and agree(got.got, got.want, narrow=got.narrow, since=got.since)
    return isinstance(got, Fault) and isinstance(mistake, Fault) and got.message == mistake.message
