"""Ask a function again where something else of the student's may have spoiled its answers. This can only gain.

Two things spoil answers without being a mistake of the function: its helpers, the student's own functions that it
calls, may be wrong, raise or be missing; and the cache that it is given may not have the form that the student's own
forward pass produces.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, combinations

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.reference import Reference
from autograder.judge.probes import Answered, watched
from autograder.judge.student_calls import Ask, UnrecordedError, ask_each, key
from autograder.judge.values import identical
from autograder.plain.evidence import Opaque, Outcome, Plain, Probe, Raised, Returned, Rng, StandIns
from autograder.plain.stand_ins import blank, random_like, stand_ins

WITH_HELPERS = "{} is right by itself: it was tried with other helpers."
WITH_VALUES = "Right by itself: it was tried with another {}."
WITH_OWN_CACHE = "It was tried with what your own functions hand on, whose shapes or names differ."
MOST_VALUES = 3
"""How many wrong values of one function are replaced at most, one after the other: each is a round trip."""


@dataclass(frozen=True)
class SecondTry:
    """The answers of one function to the same calls as before, and what is right for each.

    `said` tells the student. `alone` means that the answers are compared with those of a right
    function with the same stand-ins, `given` that these pieces were not computed. `asks`, one for each call, reach the
    stand-ins too.
    """

    function: str
    answered: tuple[Answered, ...]
    right: tuple[Plain, ...]
    said: str
    alone: bool = True
    given: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()


Calls = Mapping[str, Sequence[tuple[Answered, Plain]]]
"""By function, its calls and what is right for each."""


def second_tries(reference: Reference, calls: Calls, spoiled: Calls, ask: Ask) -> Iterator[SecondTry]:
    """Yield the second tries of functions that have lost points; `spoiled` are those that are not right throughout."""
    for function, made in calls.items():
        with suppress(UnrecordedError):  # evidence from before this was asked
            yield from _with_own_cache(reference, function, made, ask)
    wanted = {
        function: [_for_others(reference, one, spoiled) for one, _ in made]
        for function, made in calls.items()
        if spoiled.keys() - {function}
    }
    probes = {
        function: [
            Probe(function, one.call.args, instead=instead)
            for (one, _), instead in zip(calls[function], several, strict=True)
        ]
        for function, several in wanted.items()
    }
    try:
        outcomes = iter(ask_each(ask, [probe for several in probes.values() for probe in several]))
    except UnrecordedError:
        return
    for function, several in probes.items():
        made = calls[function]
        answered = tuple(replace(one, outcome=next(outcomes), repeat=None) for one, _ in made)
        if all_returned(one.outcome for one in answered) and not all(map(_unmoved, answered, (one for one, _ in made))):
            yield from _by_itself(reference, function, answered, several, ask)


def all_returned(outcomes: Iterable[Outcome]) -> bool:
    """Return whether every call returned something."""
    return all(isinstance(outcome, Returned) for outcome in outcomes)


def _unmoved(one: Answered, before: Answered) -> bool:
    """Return whether a call returns the same as before: it uses nothing that was replaced."""
    outcome, earlier = one.outcome, before.outcome
    both = isinstance(outcome, Returned) and isinstance(earlier, Returned)
    return both and identical(outcome.value, earlier.value)  # type: ignore[union-attr]


def _by_itself(
    reference: Reference, function: str, answered: tuple[Answered, ...], probes: Sequence[Probe], ask: Ask
) -> Iterator[SecondTry]:
    """Yield what is right with the same stand-ins; a student may do without some of the reference's helpers."""
    said = WITH_HELPERS.format(function)
    asks = tuple(_asking(probe.instead, ask) for probe in probes if probe.instead is not None)
    helpers = reference.helpers(function)
    for some in chain.from_iterable(combinations(helpers, size) for size in range(len(helpers), -1, -1)):
        right = _right(reference, [_only(probe, some) for probe in probes])
        if right is not None:
            yield SecondTry(function, answered, right, said, asks=asks if len(some) == len(helpers) else ())


def _right(reference: Reference, probes: Sequence[Probe]) -> tuple[Plain, ...] | None:
    """Return what is right, or None if the reference cannot do with numbers that mean nothing, such as an index."""
    outcomes = [reference.outcome(probe) for probe in probes]
    return tuple(o.value for o in outcomes if isinstance(o, Returned)) if all_returned(outcomes) else None


def _asking(instead: StandIns, ask: Ask) -> Ask:
    """Return a way to ask that knows the stand-ins."""
    functions = stand_ins(instead)

    def asked(probe: Probe) -> Outcome:
        if probe.function not in functions:
            return ask(probe)
        try:
            return Returned(functions[probe.function](*map(fresh, probe.args)))
        except (TypeError, ValueError) as error:  # arguments of shapes that do not fit each other
            return Raised(type(error).__name__, str(error))

    return asked


def _for_others(reference: Reference, one: Answered, spoiled: Calls) -> StandIns:
    """Return stand-ins for what a function calls, whose results have the forms that belong to the call."""
    call = Probe(one.call.function, one.call.args)
    examples = {
        name: (other.call.args, value)
        for name, made in spoiled.items()
        for other, value in made
        if name != call.function and (other.case is one.case or entrywise(other.call.args, value))
    }
    examples |= reference.taken(call, reference.helpers(call.function))
    forms = {name: None if entrywise(*example) else blank(example[1]) for name, example in examples.items()}
    return StandIns(zlib.crc32(key(call)), forms)


def entrywise(args: tuple[Plain, ...], value: Plain) -> bool:
    """Return whether the result of a call has the shape of all its arguments."""
    return not isinstance(value, dict | list | tuple) and all(
        not isinstance(arg, dict | Rng) and np.shape(arg) == np.shape(value) for arg in args
    )


def _only(probe: Probe, names: Collection[str]) -> Probe:
    if probe.instead is None:
        return probe
    forms = {name: form for name, form in probe.instead.forms.items() if name in names}
    return replace(probe, instead=replace(probe.instead, forms=forms))


def with_other_values(
    reference: Reference, function: str, made: Sequence[tuple[Answered, Plain]], names: Sequence[str], ask: Ask
) -> SecondTry | None:
    """Ask a function that goes on with other values of these pieces than its own; None if it cannot be done."""
    declared = reference.problem.function(function)
    pieces = tuple(declared.pieces)
    probes = []
    for one, right in made:
        call = Probe(function, one.call.args)
        rng = np.random.default_rng(zlib.crc32(key(call)))
        values = {name: random_like(declared.piece(name, right), rng) for name in names}
        probes.append(replace(call, instead=StandIns(0, values=values, pieces=pieces)))
    right_ones = _right(reference, probes)
    if right_ones is None:
        return None
    try:
        outcomes = ask_each(ask, probes)
    except UnrecordedError:
        return None
    answered = tuple(replace(one, outcome=o, repeat=None) for (one, _), o in zip(made, outcomes, strict=True))
    if not all_returned(outcomes):
        return None
    return SecondTry(function, answered, right_ones, WITH_VALUES.format(" and ".join(names)), given=tuple(names))


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
            own = outcome.value if isinstance(outcome, Returned) else Opaque("nothing")
            if not isinstance(own, Opaque) and not alike(own, bound[name]):
                bound[name], changed = _known(own), True
    if changed:
        calls = [replace(one.call, args=declared.arguments(b)) for (one, _), b in zip(made, given, strict=True)]
        outcomes = iter(ask_each(ask, [watched(reference.problem, call) for call in calls]))
        answered = tuple(replace(one, outcome=next(outcomes), repeat=None) for one, _ in made)
        yield SecondTry(function, answered, tuple(right for _, right in made), WITH_OWN_CACHE, alone=False)


def _known(value: Plain) -> Plain:
    """Leave out the entries of a dict that cannot be sent."""
    if not isinstance(value, dict):
        return value
    return {name: entry for name, entry in value.items() if not isinstance(entry, Opaque)}


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
