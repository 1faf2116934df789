"""Ask a function again where something else of the student's may have spoiled its answers. This can only gain.

Two things spoil answers without being a mistake of the function: its helpers, the student's own functions that it
calls, may be wrong, raise or be missing; and the cache that it is given may not have the form that the student's own
forward pass produces.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, combinations

import numpy as np

from autograder.declare.problem import Function
from autograder.declare.reference import Reference
from autograder.judge.probes import Answered, watched
from autograder.judge.reading import Expected, Fault, read
from autograder.judge.replaced_calls import Calls, asking, with_only, with_stand_ins
from autograder.judge.student_calls import Ask, UnrecordedError, ask_each, key
from autograder.judge.values import far_apart, identical, same_shapes
from autograder.plain.evidence import Opaque, Outcome, Plain, Probe, Returned, StandIns
from autograder.plain.stand_ins import random_like

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
    stand-ins too. Values with a larger error than `most_error` are not right here.
    """

    function: str
    answered: tuple[Answered, ...]
    right: tuple[Plain, ...]
    said: str
    alone: bool = True
    given: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    most_error: float = np.inf


@dataclass(frozen=True)
class VerdictsSoFar:
    """What the judge knows of verdicts so far: the pieces that a function has `lost`, and whether a try `gains`."""

    lost: Callable[[str], Collection[str]]
    gains: Callable[[SecondTry], bool]


def second_tries(
    reference: Reference,
    calls: Calls,
    spoiled: Calls,
    ask: Ask,
    so_far: VerdictsSoFar,
    later: Sequence[Probe] = (),
) -> Iterator[SecondTry]:
    """Yield the second tries of functions that have lost points; `spoiled` are those that are not right throughout.

    Most functions gain nothing. That shows in their first call, so only that is made at first, with those that will be
    needed `later`.
    """
    for function, made in calls.items():
        with suppress(UnrecordedError):  # evidence from before this was asked
            yield from _with_own_cache(reference, function, made, ask)
    several = [
        _ByItself(reference, function, [one for one, _ in made], spoiled, ask)
        for function, made in calls.items()
        if spoiled.keys() - {function}
    ]
    with suppress(UnrecordedError):  # at once; each asks again and gets the same
        ask_each(ask, [*(one.probe(0) for one in several), *later])
    with suppress(UnrecordedError):
        for one in several:
            yield from one.tries(so_far)


def all_returned(outcomes: Iterable[Outcome]) -> bool:
    """Return whether every call returned something."""
    return all(isinstance(outcome, Returned) for outcome in outcomes)


def _unmoved(one: Answered, before: Answered) -> bool:
    """Return whether a call returns the same as before: it uses nothing that was replaced."""
    outcome, earlier = one.outcome, before.outcome
    both = isinstance(outcome, Returned) and isinstance(earlier, Returned)
    return both and identical(outcome.value, earlier.value)  # type: ignore[union-attr]


@dataclass(frozen=True)
class _ByItself:
    """One function's calls with stand-ins for what else of the student's it calls."""

    reference: Reference
    function: str
    calls: Sequence[Answered]
    spoiled: Calls
    ask: Ask
    _probes: dict[int, Probe] = field(default_factory=dict, init=False)

    def probe(self, i: int) -> Probe:
        """Return a call with its stand-ins."""
        if i not in self._probes:
            self._probes[i] = with_stand_ins(self.reference, self.calls[i], self.spoiled)
        return self._probes[i]

    def tries(self, so_far: VerdictsSoFar) -> Iterator[SecondTry]:
        """Yield what is right with the same stand-ins; a student may do without some of the reference's helpers."""
        first = self._answered(1)
        if not first or not (_unmoved(first[0], self.calls[0]) or any(self._promising(first, so_far))):
            return
        answered = self._answered(len(self.calls))
        if not answered or all(map(_unmoved, answered, self.calls)) or not self._builds_on_spoiled():
            return
        for some in self._subsets():
            pieces = so_far.lost(self.function)
            if not pieces:
                return
            tried = self._tried(answered, some, pieces)
            if tried is not None:
                yield tried

    def _builds_on_spoiled(self) -> bool:
        """Return whether stand-ins for what is not right, and for nothing else, lead to other answers.

        An exception that remains, or a wrong form, is a mistake of its own, unless it comes from what takes the result
        of a wrong function, and may want more in it than is asked for: its own backward pass a rich cache.
        """
        again = self._with_only(self.spoiled)
        if all(map(_unmoved, again, self.calls)):
            return False
        taking = [f.name for f in self.reference.problem.functions if self._takes_spoiled(f)]
        return all(map(self._readable, again)) or (
            bool(taking) and all(map(self._readable, self._with_only([*self.spoiled, *taking])))
        )

    def _takes_spoiled(self, function: Function) -> bool:
        return function.name != self.function and any(of in self.spoiled for of, _ in function.recomputed.values())

    def _with_only(self, names: Collection[str]) -> list[Answered]:
        """Return the calls answered again with stand-ins for these functions alone."""
        outcomes = ask_each(self.ask, [with_only(self.probe(i), names) for i in range(len(self.calls))])
        return [replace(one, outcome=outcome) for one, outcome in zip(self.calls, outcomes, strict=True)]

    def _readable(self, answered: Answered) -> bool:
        """Return whether an answer has the form that it should have."""
        if not isinstance(answered.outcome, Returned):
            return False
        function, args = self.reference.problem.function(self.function), answered.call.args
        expected = Expected(function, args, self.reference.similar(Probe(self.function, args)), answered.case.sizes)
        pieces = tuple(function.pieces) or ("",)
        return not any(isinstance(leaf, Fault) for p in pieces for leaf in read(answered.outcome.value, p, expected))

    def _promising(self, first: tuple[Answered, ...], so_far: VerdictsSoFar) -> Iterator[bool]:
        pieces = so_far.lost(self.function)
        for some in self._subsets() if pieces else ():
            tried = self._tried(first, some, pieces)
            yield tried is not None and so_far.gains(tried)

    def _subsets(self) -> Iterator[tuple[str, ...]]:
        helpers = self.reference.helpers(self.function)
        return chain.from_iterable(combinations(helpers, size) for size in range(len(helpers), -1, -1))

    def _answered(self, count: int) -> tuple[Answered, ...]:
        """Return the first so many calls, answered again; none if one of them did not return."""
        outcomes = ask_each(self.ask, [self.probe(i) for i in range(count)])
        answered = tuple(replace(c, outcome=o, repeat=None) for c, o in zip(self.calls, outcomes, strict=False))
        return answered if all_returned(outcomes) else ()

    def _tried(
        self, answered: tuple[Answered, ...], some: Collection[str], pieces: Collection[str]
    ) -> SecondTry | None:
        """Return these answers with what is right for stand-ins of some helpers, or None if they cannot agree."""
        probes = [self.probe(i) for i in range(len(answered))]
        only = [with_only(probe, some) for probe in probes]
        whole = len(some) == len(self.reference.helpers(self.function))
        first = _right(self.reference, only[:1])
        if first is None or not (whole or _may_agree(self.reference, answered[0], first[0], pieces)):
            return None
        rest = _right(self.reference, only[1:])
        if rest is None:
            return None
        asks = tuple(asking(p, self.ask) for p in probes) if whole else ()
        return SecondTry(self.function, answered, (*first, *rest), WITH_HELPERS.format(self.function), asks=asks)


def _may_agree(reference: Reference, answered: Answered, right: Plain, pieces: Collection[str]) -> bool:
    """Return whether one of these pieces of an answer may be as it should: most are not, at a quick look."""
    outcome, function = answered.outcome, reference.problem.function(answered.call.function)
    try:
        got = outcome.value if isinstance(outcome, Returned) else None
        return any(not far_apart(function.piece(name, got), function.piece(name, right)) for name in pieces)
    except (LookupError, TypeError, ValueError):  # a student's value may have any form
        return True


def _right(reference: Reference, probes: Sequence[Probe]) -> tuple[Plain, ...] | None:
    """Return what is right, or None if the reference cannot do with numbers that mean nothing, such as an index."""
    outcomes = [reference.outcome(probe) for probe in probes]
    return tuple(o.value for o in outcomes if isinstance(o, Returned)) if all_returned(outcomes) else None


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
                bound[name], changed = known(own), True
    if changed:
        calls = [replace(one.call, args=declared.arguments(b)) for (one, _), b in zip(made, given, strict=True)]
        outcomes = iter(ask_each(ask, [watched(reference.problem, call) for call in calls]))
        answered = tuple(replace(one, outcome=next(outcomes), repeat=None) for one, _ in made)
        yield SecondTry(function, answered, tuple(right for _, right in made), WITH_OWN_CACHE, alone=False)


def known(value: Plain) -> Plain:
    """Leave out the entries of a dict that cannot be sent."""
    if not isinstance(value, dict):
        return value
    return {name: entry for name, entry in value.items() if not isinstance(entry, Opaque)}


def alike(value: Plain, want: Plain) -> bool:
    """Return whether a dict has all the keys of another one, with values of the same shapes."""
    return isinstance(want, dict) and same_shapes(value, want)
