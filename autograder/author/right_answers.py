"""Compute the digests of the right answers to the public calls, and to those in which stand-ins replace helpers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations

from autograder.declare.reference import Reference
from autograder.diagnose.effects import compared
from autograder.judge.reading import Expected
from autograder.judge.replaced_calls import stand_in_form
from autograder.plain.evidence import Plain, Probe, Returned, StandIns
from autograder.student.known_mistakes import blocks_of
from autograder.student.public import Public
from autograder.student.public_calls import public_calls
from autograder.student.right_answers import RightAnswers, digest


def right_answers(reference: Reference, public: Public) -> RightAnswers:
    """Return the digests of all functions that students write. They are the same on every processor."""
    plain: dict[str, str] = {}
    replaced: dict[str, dict[str, None]] = {}
    forms: dict[str, tuple[Mapping[str, Plain], ...]] = {}
    for function in (f.name for f in public.problem.functions if f.name in reference.sources):
        calls = public_calls(public, function)
        probes = [Probe(function, c.args) for c in calls]
        if all(e.value is None for e in public.of(function)):
            plain |= _digests(reference, function, calls, probes)
        made = tuple(_forms(reference, probe) for probe in probes)
        for some in _parts(reference.helpers(function) if made and all(made) else ()):
            forms[function] = made
            with_some = [
                _replacing(p, n, {h: f[h] for h in some}) for n, (p, f) in enumerate(zip(probes, made, strict=True))
            ]
            for question, one in _digests(reference, function, calls, with_some).items():
                replaced.setdefault(question, {})[one] = None
    return RightAnswers(plain, {question: tuple(several) for question, several in replaced.items()}, forms)


def _parts(helpers: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the helpers that a student may call, all of them first: what a function does by itself needs none."""
    return chain.from_iterable(combinations(helpers, size) for size in range(len(helpers), 0, -1))


def _forms(reference: Reference, probe: Probe) -> dict[str, Plain]:
    """Return what the helpers of a function return in a call, as forms of stand-ins."""
    taken = reference.taken(probe, reference.helpers(probe.function))
    return {name: stand_in_form(*example) for name, example in taken.items()}


def _replacing(probe: Probe, number: int, forms: dict[str, Plain]) -> Probe:
    return replace(probe, instead=StandIns(number, forms))


def _digests(reference: Reference, function: str, calls: Sequence[Expected], probes: Sequence[Probe]) -> dict[str, str]:
    """Return the digest of each question, as far as the answers to all calls tell something."""
    outcomes = [reference.outcome(probe) for probe in probes]
    values = [o.value for o in outcomes if isinstance(o, Returned)]
    if not values or len(values) < len(calls):
        return {}
    pieces = {f"{function}.{p}" if p else function: p for p in compared(reference.problem, function)}
    blocks = {question: blocks_of(piece, calls, values) for question, piece in pieces.items()}
    return {question: digest(question, found) for question, found in blocks.items() if found is not None}
