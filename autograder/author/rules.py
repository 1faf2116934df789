"""Proves the local rules of a declaration: from the reference's values they make the reference's values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.author.inside import Trial
from autograder.author.tally import Tally, counted
from autograder.evidence import Probe
from autograder.follow import Follower
from autograder.probes import Planned
from autograder.problem import Check
from autograder.reading import Expected, Leaf, read
from autograder.reference import Reference

OFF = 1e-3
"""Added to the reference's own values, after which no rule may fit any more."""


@dataclass(frozen=True)
class Fit:
    """What a question's rules say in one call: of the right values, and of values that are off by a thousandth."""

    right: bool
    off: bool


def rules(reference: Reference, trials: Sequence[Trial]) -> Tally:
    """Prove the rule of every question that has one."""
    questions = {q.name for q in reference.problem.questions}
    found = Tally()
    for question in reference.problem.rules:
        if question not in questions:
            found += counted(f"{question}: a rule for no question")
            continue
        fits = [f for trial in trials for f in fits_of(reference, trial, question)]
        if not any(f.right for f in fits):
            found += counted(f"{question}: its rule never makes the reference's value")
        elif any(f.off for f in fits):
            found += counted(f"{question}: its rule makes a wrong value too")
        else:
            found += counted(None)
    return found


def fits_of(reference: Reference, trial: Trial, question: str) -> tuple[Fit, ...]:
    """Apply a question's rules to the reference's own values in every call of a draw."""
    function, _, piece = question.partition(".")
    calls = (p for p in trial.planned if p.call.function == function and p.call.check is Check.VALUE and not p.again)
    follower = Follower(reference, reference.outcome)

    def fit(planned: Planned) -> Fit:
        expected = expectation(reference, planned)
        own = tuple(leaf for leaf in read(expected.value, piece, expected) if isinstance(leaf, Leaf))
        off = tuple(replace(leaf, got=leaf.got + OFF) for leaf in own)
        right, wrong = (follower.follows(question, expected.value, expected, leaves) for leaves in (own, off))
        return Fit(right, wrong)

    return tuple(fit(planned) for planned in calls)


def expectation(reference: Reference, planned: Planned) -> Expected:
    """Say what the reference expects of one call."""
    call = planned.call
    value = reference.answer(Probe(call.function, call.args))
    return Expected(reference.problem.function(call.function), call.args, value, planned.case.sizes)
