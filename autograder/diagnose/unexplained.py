"""Relate wrong gradients that no named mistake explains to the true ones, or to the student's own earlier ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

import numpy as np

from autograder.declare.problem import Check, Misconception
from autograder.declare.reference import Reference
from autograder.diagnose.backprop import Backprop
from autograder.diagnose.constant_factors import constant_kind
from autograder.diagnose.gradient_chain import following, network
from autograder.diagnose.relations import Relation, relate
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Fault, read
from autograder.plain.evidence import Plain, Probe, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

NOT_RELATED = (LookupError, TypeError, ValueError, ArithmeticError)
"""Raised if backward is not that of one of the lecture's networks, or the values do not belong to it."""
NAMED = {
    "L2 term": "penalty-not-in-loss",
    "last only": "last-example-only",
    "last dropped": "last-example-dropped",
    "fixed examples": "examples-hard-coded",
    "inputs left out": "input-factor-missing",
    "x for the layer's inputs": "input-for-activation",
    "z for a": "pre-activation-for-activation",
    "weights left out": "weights-left-out",
    "transposed": "transposed-gradient",
    "not summed": "bias-not-summed",
    "wrong axis": "bias-over-wrong-axis",
    "bias from dW": "input-factor-in-bias",
    "hidden slope missing": "sigmoid-slope-missing",
    "hidden slope twice": "slope-twice",
    "hidden slope at a": "slope-at-activation",
    "hidden slope with z for a": "slope-at-pre-activation",
    "hidden slope of tanh": "tanh-slope",
    "hidden slope of relu": "relu-slope",
}
"""Relations that are named mistakes of the vocabulary, wherever they appear and however strong they are."""
FURTHER = {
    "zero": "always-zero",
    "summed over everything": "bias-summed-to-number",
    "updated weights": "updated-weights-used",
    "hidden slope incomplete": "slope-incomplete",
    "output slope missing": "output-slope-missing",
    "output slope twice": "output-slope-extra",
    "classes alike": "weighted-in-groups",
    "classes balanced": "weighted-in-groups",
    "classes weighted": "weighted-in-groups",
}
"""The same for relations that no operator of the vocabulary makes in the same place."""


def relate_unexplained(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference
) -> tuple[tuple[Verdict, ...], dict[str, str]]:
    """Add a sentence to each wrong gradient that has no named mistake and is related to the true one.

    If the relation is one of the problem's mistakes and differs only in strength or share, it gets that name. Return
    the kinds of all relations too, by question: names for what no derived mistake explains either.
    """
    net = reference.problem.roles.network
    if net is None:
        return tuple(verdicts), {}
    sound = _before_broken_values(verdicts, net.backward)
    bare = [v for v in sound if v.status is Status.WRONG and not v.misconceptions]
    calls = [a for a in answered if a.call.function == net.backward and a.call.check is Check.VALUE]
    if not bare or not calls:
        return tuple(verdicts), {}
    related: dict[str, Relation] = {}
    try:
        with np.errstate(all="ignore"):
            cases = [_Case(a, reference) for a in calls]
            for verdict in bare:
                found = _relation(verdict.piece, cases)
                if found is not None:
                    related[verdict.question] = found
    except NOT_RELATED:
        return tuple(verdicts), {}
    named = {m.name: m for m in reference.mistakes_of(net.backward)}
    said = tuple(_said(v, related[v.question], named) if v.question in related else v for v in verdicts)
    return said, {question: kind_of(found.name) for question, found in related.items()}


def with_kinds(verdicts: Sequence[Verdict], kinds: Mapping[str, str]) -> tuple[Verdict, ...]:
    """Name the verdicts that have no name yet by the kinds of their relations."""
    return tuple(
        replace(v, misconceptions=(kinds[v.question],)) if v.question in kinds and not v.misconceptions else v
        for v in verdicts
    )


def kind_of(relation: str) -> str:
    """Return the name of the mistake that a relation shows: of a mistake and a factor, that of the mistake."""
    first = relation.split(", ", maxsplit=1)[0]
    if first.startswith("times "):
        return constant_kind(first.removeprefix("times "))
    if first.startswith("every other") or first.endswith((" dropped", " only")):
        return NAMED.get(first, "examples-left-out")
    return NAMED.get(first, FURTHER.get(first, "-".join(first.split())))


def _said(verdict: Verdict, found: Relation, named: Mapping[str, Misconception]) -> Verdict:
    said = replace(verdict, message=f"{verdict.message} {found.sentence}")
    mistake = named.get(NAMED.get(found.name, ""))
    return said if mistake is None else replace(said, misconceptions=(mistake.name,), hint=mistake.hint)


def _before_broken_values(verdicts: Sequence[Verdict], backward: str) -> Iterator[Verdict]:
    """Return the verdicts on `backward` before the first broken value, which later ones may depend on."""
    own = (v for v in verdicts if v.function == backward)
    return takewhile(lambda v: not v.status.unusable, own)


def _relation(piece: str, cases: Sequence[_Case]) -> Relation | None:
    given = [c.student.get(piece) for c in cases]
    if any(value is None for value in given):
        return None
    found = relate(piece, [(value, c.true) for value, c in zip(given, cases, strict=True)])
    if found is not None:
        return found
    own = [(value, c.following(piece)) for value, c in zip(given, cases, strict=True)]
    if any(network is None for _, network in own):
        return None
    found = relate(piece, [(value, network) for value, network in own if network is not None])
    if found is None:
        return None
    return replace(found, sentence=f"Measured by your own gradients before it, {found.sentence}")


class _Case:
    """One call of backward: the true network, and the student's answer."""

    def __init__(self, answered: Answered, reference: Reference) -> None:
        call = answered.call
        self._net, self._given = reference.problem.network, reference.problem.bind(call)
        self._grads = reference.answer(Probe(call.function, call.args))
        expected = Expected(reference.problem.function(call.function), call.args, self._grads, answered.case.sizes)
        self.student = _readable(answered.outcome.value if isinstance(answered.outcome, Returned) else None, expected)
        self.true = network(self._net, self._given, self._grads)

    def following(self, piece: str) -> Backprop | None:
        """Return the network with the student's own gradients instead of the true ones, up to those before `piece`."""
        return following(self._net, piece, self._given, self._grads, self.student)


def _readable(value: Plain, expected: Expected) -> dict[str, Any]:
    """Return the pieces of a student's answer that have the right type and shape."""
    found = {}
    for piece in expected.value:
        (leaf,) = read(value, piece, expected)
        if not isinstance(leaf, Fault):
            found[piece] = leaf.got
    return found
