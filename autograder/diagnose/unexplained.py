"""Wrong gradients that no named mistake explains: how they relate to the true ones, or to the student's own before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.diagnose.backprop import Backprop
from autograder.diagnose.chain import following, network
from autograder.diagnose.relations import Relation, relate
from autograder.evidence import Plain, Probe, Returned
from autograder.probes import Answered
from autograder.problem import Check
from autograder.reading import Expected, Fault, read
from autograder.reference import Reference
from autograder.verdict import Status, Verdict

BACKWARD = "backward"
NOT_RELATED = (LookupError, TypeError, ValueError, ArithmeticError)
"""A problem whose backward is none of the lecture's networks, or values that are none of its."""


def relate_unexplained(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference
) -> tuple[Verdict, ...]:
    """Add a sentence to each wrong gradient that carries no name and is related to the true one."""
    bare = [v for v in verdicts if v.status is Status.WRONG and not v.misconceptions and _function(v) == BACKWARD]
    calls = [a for a in answered if a.call.function == BACKWARD and a.call.check is Check.VALUE]
    if not bare or not calls:
        return tuple(verdicts)
    said: dict[str, str] = {}
    try:
        with np.errstate(all="ignore"):
            cases = [_Case(a, reference) for a in calls]
            for verdict in bare:
                found = _sentence(verdict.question.partition(".")[2], cases)
                if found is not None:
                    said[verdict.question] = found
    except NOT_RELATED:
        return tuple(verdicts)
    return tuple(replace(v, message=f"{v.message} {said[v.question]}") if v.question in said else v for v in verdicts)


def _sentence(piece: str, cases: Sequence[_Case]) -> str | None:
    given = [c.student.get(piece) for c in cases]
    if any(value is None for value in given):
        return None
    found = relate(piece, [(value, c.true) for value, c in zip(given, cases, strict=True)])
    if found is not None:
        return found.sentence
    own = [(value, c.following(piece)) for value, c in zip(given, cases, strict=True)]
    related: Relation | None = None
    if all(network is not None for _, network in own):
        related = relate(piece, [(value, network) for value, network in own if network is not None])
    return None if related is None else f"Measured by your own gradients before it, {related.sentence}"


class _Case:
    """One call of backward: the true network, and what the student says of it."""

    def __init__(self, answered: Answered, reference: Reference) -> None:
        call = answered.call
        self._x, _, self._params, self._cache = call.args
        self._grads = reference.answer(Probe(call.function, call.args))
        expected = Expected(reference.problem.function(BACKWARD), call.args, self._grads, answered.case.sizes)
        self.student = _readable(answered.outcome.value if isinstance(answered.outcome, Returned) else None, expected)
        self.true = network(self._x, self._params, self._cache, self._grads)

    def following(self, piece: str) -> Backprop | None:
        """Give the network with the student's own gradients in the place of the true ones, as far as before `piece`."""
        return following(piece, self._x, self._params, self._cache, self._grads, self.student)


def _readable(value: Plain, expected: Expected) -> dict[str, Any]:
    """Give the pieces of a student's answer that have the right type and shape."""
    found = {}
    for piece in expected.value:
        (leaf,) = read(value, piece, expected)
        if not isinstance(leaf, Fault):
            found[piece] = leaf.got
    return found


def _function(verdict: Verdict) -> str:
    return verdict.question.partition(".")[0]
