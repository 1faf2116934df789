"""Names the mistake: the edit of the reference that gives the student's wrong answers in every case, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

import numpy as np

from autograder.evidence import Outcome, Probe, Returned
from autograder.numeric import agree
from autograder.probes import Answered
from autograder.problem import Check, Misconception
from autograder.reading import Expected, Fault, Leaf, read
from autograder.reference import Reference
from autograder.verdict import Status, Verdict

NAMEABLE = (Status.WRONG, Status.SHAPE, Status.NOT_FINITE)


def name_mistakes(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference
) -> tuple[Verdict, ...]:
    """Add the names of the mistakes, and a hint where it is one, to the wrong verdicts; the others stay as they are."""
    found: dict[str, tuple[Misconception, ...]] = {}
    named = []
    for verdict in verdicts:
        function = verdict.question.partition(".")[0]
        if verdict.status in NAMEABLE and verdict.score < verdict.max_score:
            if function not in found:
                found[function] = _matching(function, answered, reference)
            named.append(_named(verdict, found[function]))
        else:
            named.append(verdict)
    return tuple(named)


def _named(verdict: Verdict, mistakes: tuple[Misconception, ...]) -> Verdict:
    if not mistakes:
        return verdict
    names = tuple(dict.fromkeys(m.name for m in mistakes))
    return replace(verdict, misconceptions=names, hint=mistakes[0].hint if len(mistakes) == 1 else None)


def _matching(function: str, answered: Sequence[Answered], reference: Reference) -> tuple[Misconception, ...]:
    calls = [a for a in answered if a.call.function == function and a.call.check is Check.VALUE]
    edits = [(m, edited) for m, edited in reference.edits if m.function == function]
    return tuple(m for m, edited in edits if _gives_the_same(calls, edited))


def _gives_the_same(calls: Iterable[Answered], edited: Reference) -> bool:
    return all(_equal(a.outcome, a, edited) for a in calls)


def _equal(outcome: Outcome, answered: Answered, edited: Reference) -> bool:
    """Tell whether a student's outcome is what the edited reference gives for the same call."""
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
