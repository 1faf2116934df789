"""Prove the local rules of a declaration: from the reference's values they compute the reference's values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.author.complaint import Complaint, SolutionText
from autograder.author.inside import Trial
from autograder.author.tally import ProofTally, counted
from autograder.declare.problem import Check, piece_names
from autograder.declare.reference import Reference
from autograder.judge.follow import Astray, Follower
from autograder.judge.probes import Planned
from autograder.judge.reading import Expected, Leaf, read
from autograder.plain.evidence import Plain, Probe
from autograder.plain.question_names import function_of, piece_of

OFF = 1e-3
"""Added to a right value; its rule must then no longer fit. One that still did would give points for anything."""


@dataclass(frozen=True)
class Fit:
    """The result of a question's rules in one call, for the right values and for values off by a thousandth."""

    right: bool
    off: bool


def rules(reference: Reference, trials: Sequence[Trial]) -> ProofTally:
    """Prove the rule of every question that has one."""
    questions = {q.name for q in reference.problem.questions}
    found = ProofTally()
    for question in reference.problem.rules:
        if question not in questions:
            found += counted(f"{question}: a rule for no question")
            continue
        fits = [f for trial in trials for f in fits_of(reference, trial, question)]
        if not any(f.right for f in fits):
            way = "compute it from the function's own pieces and arguments, as the function does"
            found += counted(f"{_place(reference, question)}: its rule never makes the reference's value; {way}")
        elif any(f.off for f in fits):
            way = "it may not use the value itself"
            found += counted(f"{_place(reference, question)}: its rule makes a wrong value too; {way}")
        else:
            found += counted(None)
    return found


def _place(reference: Reference, question: str) -> str:
    """Return file and line of a question's rule, with the question."""
    try:
        text = SolutionText(reference.path.read_text(encoding="utf-8"))
    except OSError:
        return question
    return Complaint(question, text.quoted(question, last=True)).at(reference.path)


def fits_of(reference: Reference, trial: Trial, question: str) -> tuple[Fit, ...]:
    """Apply a question's rules to the reference's own values in every call of a draw."""
    function, piece = function_of(question), piece_of(question)
    calls = (p for p in trial.planned if p.call.function == function and p.call.check is Check.VALUE and not p.again)
    follower = Follower(reference, reference.outcome)

    def fits(expected: Expected, value: Plain) -> bool:
        leaves = tuple(leaf for leaf in read(value, piece, expected) if isinstance(leaf, Leaf))
        return follower.follow({question: [Astray(value, expected, leaves)]})[question][0]

    def fit(planned: Planned) -> Fit:
        expected = expectation(reference, planned)
        return Fit(fits(expected, expected.value), fits(expected, _with_off(expected, piece)))

    return tuple(fit(planned) for planned in calls)


def _with_off(expected: Expected, piece: str) -> Plain:
    """Return the reference's answer with one wrong piece."""
    value = expected.value
    if not piece:
        return _off(value)
    if isinstance(value, dict):
        return {**value, piece: _off(value[piece])}
    names = piece_names(expected.function)
    return tuple(_off(entry) if name == piece else entry for name, entry in zip(names, value, strict=True))


def _off(value: Plain) -> Plain:
    match value:
        case dict():
            return {key: _off(entry) for key, entry in value.items()}
        case list() | tuple():
            return type(value)(_off(entry) for entry in value)
        case _:
            return value + OFF


def expectation(reference: Reference, planned: Planned) -> Expected:
    """Return what the reference expects of one call."""
    call = planned.call
    value = reference.answer(Probe(call.function, call.args))
    return Expected(reference.problem.function(call.function), call.args, value, planned.case.sizes)
