"""Calls that the whole class shares: their inputs are the same for everybody, and the answers earn no points.

Mistakes are named by them, so that equal code gets equal names, and they show which wrong answers are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from autograder.declare.problem import Call, Case, Check
from autograder.declare.reference import Reference
from autograder.judge.probes import Answered, draw_cases
from autograder.judge.reading import Expected
from autograder.judge.student_calls import Ask, UnrecordedError, ask_each
from autograder.plain.evidence import Outcome, Probe

SEED = 43
"""The seed of the draw that the class shares: with it, no size is another one, or its double, plus or minus up to 3."""


@lru_cache(maxsize=1024)
def shared_calls(reference: Reference, function: str) -> tuple[Expected, ...]:
    """Return the calls of one function that the class shares, with the reference's answers."""
    declared = reference.problem.function(function)
    return tuple(
        Expected(declared, call.args, reference.answer(Probe(function, call.args)), case.sizes)
        for case in draw_cases(reference.problem, SEED)
        for call in case.calls
        if call.function == function and call.check is Check.VALUE
    )


def shared_probes(reference: Reference, functions: Iterable[str]) -> tuple[Probe, ...]:
    """Return the calls of some functions that the class shares, as they are made."""
    return tuple(Probe(f, expected.args) for f in functions for expected in shared_calls(reference, f))


def answered_alike(
    reference: Reference, functions: Sequence[str], answered: Sequence[Answered], ask: Ask
) -> tuple[Answered, ...]:
    """Return the student's answers to the calls that the class shares, for these functions, in place of their own.

    Evidence that was stored before these calls were made keeps its own answers.
    """
    said = asked(reference, functions, ask)
    own = tuple(a for a in answered if not said.get(a.call.function))
    return own + tuple(
        Answered(Case(expected.sizes, (call := Call(function, expected.args),)), call, outcome)
        for function, outcomes in said.items()
        for expected, outcome in zip(shared_calls(reference, function), outcomes, strict=False)
    )


def asked(reference: Reference, functions: Sequence[str], ask: Ask) -> dict[str, tuple[Outcome, ...]]:
    """Make the calls that the class shares; none of a function if one was not recorded, as in older evidence."""
    probes = {f: shared_probes(reference, (f,)) for f in functions}
    try:
        outcomes = iter(ask_each(ask, [probe for own in probes.values() for probe in own]))
    except UnrecordedError:
        if len(functions) == 1:
            return {functions[0]: ()}
        return {f: outcomes for one in functions for f, outcomes in asked(reference, (one,), ask).items()}
    return {f: tuple(next(outcomes) for _ in own) for f, own in probes.items()}
