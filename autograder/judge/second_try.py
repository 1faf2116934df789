"""Ask a function again where something else of the student's may have spoiled its answers. This can only gain.

Two things spoil answers without being a mistake of the function: its helpers, the student's own functions that it
calls, may be wrong, raise or be missing; and the cache that it is given may not have the form that the student's own
forward pass produces.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations

import numpy as np

from autograder.declare.reference import Reference
from autograder.judge.probes import Answered, watched
from autograder.judge.student_calls import Ask, UnrecordedError, ask_each, key
from autograder.plain.evidence import Plain, Probe, Returned, StandIns


@dataclass(frozen=True)
class SecondTry:
    """The answers of one function to the same calls as before, and what is right for each.

    `alone` means that stand-ins were there for its helpers.
    """

    function: str
    answered: tuple[Answered, ...]
    right: tuple[Plain, ...]
    alone: bool

    @property
    def sentence(self) -> str:
        """What the student is told."""
        if self.alone:
            return f"{self.function} is right by itself: it was tried with other helpers."
        return "It was tried with what your own functions hand on, whose shapes or names differ."


Calls = Mapping[str, Sequence[tuple[Answered, Plain]]]
"""By function, its calls and what is right for each."""


def second_tries(reference: Reference, calls: Calls, spoiled: frozenset[str], ask: Ask) -> Iterator[SecondTry]:
    """Yield the second tries of functions that have lost points; `spoiled` are those that are not right throughout."""
    for function, made in calls.items():
        try:
            yield from _with_own_cache(reference, function, made, ask)
            if spoiled & frozenset(reference.helpers(function)):
                yield from _with_stand_ins(reference, function, made, ask)
        except UnrecordedError:  # evidence from before this was asked
            continue


def _with_stand_ins(
    reference: Reference, function: str, made: Sequence[tuple[Answered, Plain]], ask: Ask
) -> Iterator[SecondTry]:
    helpers = reference.helpers(function)
    calls = [Probe(function, one.call.args) for one, _ in made]
    stand_ins = [_for_helpers(reference, call, helpers) for call in calls]
    probes = [replace(call, instead=instead) for call, instead in zip(calls, stand_ins, strict=True)]
    answered = tuple(
        replace(one, outcome=outcome, repeat=None)
        for (one, _), outcome in zip(made, ask_each(ask, probes), strict=True)
    )
    if not all(isinstance(one.outcome, Returned) for one in answered):
        return
    sizes = range(1, len(helpers) + 1)
    for some in chain.from_iterable(combinations(helpers, size) for size in sizes):  # a student may do without others
        right = tuple(
            reference.answer(_only(call, instead, some)) for call, instead in zip(calls, stand_ins, strict=True)
        )
        yield SecondTry(function, answered, right, alone=True)


def _for_helpers(reference: Reference, call: Probe, helpers: Sequence[str]) -> StandIns:
    """Return stand-ins for these helpers, whose results have the forms that belong to the call."""
    forms: dict[str, Plain] = {}
    for helper, (args, value) in reference.taken(call, helpers).items():
        entrywise = len(args) == 1 and not isinstance(value, dict) and np.shape(value) == np.shape(args[0])
        forms[helper] = None if entrywise else blank(value)
    return StandIns(zlib.crc32(key(call)), forms)


def _only(probe: Probe, instead: StandIns, names: Collection[str]) -> Probe:
    forms = {name: form for name, form in instead.forms.items() if name in names}
    return replace(probe, instead=replace(instead, forms=forms))


def blank(value: Plain) -> Plain:
    """Return zeros in the form of a value."""
    match value:
        case dict():
            return {name: blank(entry) for name, entry in value.items()}
        case list() | tuple():
            return type(value)(blank(entry) for entry in value)
        case np.ndarray():
            return np.zeros(value.shape)
        case _:
            return 0.0


def _with_own_cache(
    reference: Reference, function: str, made: Sequence[tuple[Answered, Plain]], ask: Ask
) -> Iterator[SecondTry]:
    declared = reference.problem.function(function)
    if not declared.recomputed:
        return
    given = [declared.bind(one.call.args) for one, _ in made]
    probes = [
        Probe(other, tuple(bound[n] for n in names)) for bound in given for other, names in declared.recomputed.values()
    ]
    outcomes = iter(ask_each(ask, probes))
    changed = False
    for bound in given:
        for name in declared.recomputed:
            outcome = next(outcomes)
            if isinstance(outcome, Returned) and not alike(outcome.value, bound[name]):
                bound[name], changed = outcome.value, True
    if changed:
        calls = [replace(one.call, args=declared.arguments(b)) for (one, _), b in zip(made, given, strict=True)]
        outcomes = iter(ask_each(ask, [watched(reference.problem, call) for call in calls]))
        answered = tuple(replace(one, outcome=next(outcomes), repeat=None) for one, _ in made)
        yield SecondTry(function, answered, tuple(right for _, right in made), alone=False)


def alike(value: Plain, want: Plain) -> bool:
    """Return whether a dict has all the keys of another one, with values of the same shapes."""
    if not isinstance(value, dict) or not isinstance(want, dict):
        return False
    return all(
        name in value
        and isinstance(value[name], np.ndarray | float | np.generic)
        and np.shape(value[name]) == np.shape(entry)
        for name, entry in want.items()
    )
