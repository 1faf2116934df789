"""Name answers that do not depend on the random generator that a function is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.declare.problem import Function
from autograder.declare.reference import Reference
from autograder.diagnose.sample import Named
from autograder.judge.shared_calls import shared_calls
from autograder.judge.student_calls import Ask, UnrecordedError
from autograder.judge.values import identical
from autograder.plain.evidence import Plain, Probe, Returned, Rng
from autograder.report.status import Status
from autograder.report.verdict import Verdict


def unused_generator(function: Function, args: Sequence[Plain], ask: Ask) -> Named | None:
    """Return that a function answers the same for two generators, or None if it does not or is given none."""
    given = [name for name, arg in zip(function.args, args, strict=True) if isinstance(arg, Rng)]
    others = tuple(replace(arg, seed=arg.seed + 1) if isinstance(arg, Rng) else arg for arg in args)
    if not given:
        return None
    try:
        one, other = (ask(Probe(function.name, tuple(several))) for several in (args, others))
    except UnrecordedError:
        return None
    if not (isinstance(one, Returned) and isinstance(other, Returned) and identical(one.value, other.value)):
        return None
    said = f"Your answer is the same whatever {given[0]} is given: which generator draws your numbers?"
    return Named("generator unused", said, "generator-unused")


def name_unused_generators(verdicts: Sequence[Verdict], reference: Reference, ask: Ask) -> tuple[Verdict, ...]:
    """Name the wrong values without a name of functions that do not use the generator that they are given."""

    def named(verdict: Verdict) -> Verdict:
        calls = shared_calls(reference, verdict.function) if verdict.nameless and verdict.status is Status.WRONG else ()
        found = unused_generator(calls[0].function, calls[0].args, ask) if calls else None
        if found is None:
            return verdict
        return replace(verdict, message=f"{verdict.message} {found.sentence}", misconceptions=(found.kind,))

    return tuple(map(named, verdicts))
