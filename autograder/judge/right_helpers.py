"""Try functions with right helpers: those that build on functions of the student's that are wrong.

Students build on what they have, not only on what the reference uses: a quotient on `multiply`, a check on `forward`.
Their function reports such a call, the reference answers it, and the function is called again, until it returns. So
no rule has to know how the student's functions hang together.

A helper is tried before what calls it, because afterwards its right results have been in the student's process, which
could have kept them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from autograder.declare.reference import Reference
from autograder.judge.ill_scaled import MOST
from autograder.judge.probes import Answered, watched
from autograder.judge.replaced_calls import Calls
from autograder.judge.second_try import WITH_HELPERS, SecondTry, VerdictsSoFar, alike, known
from autograder.judge.student_calls import Ask, UnrecordedError, ask_each
from autograder.judge.values import far_apart, identical
from autograder.plain.evidence import Outcome, Plain, Probe, Returned, StandIns

MOST_CALLS = 96
"""How many calls of helpers are answered at most for one call, each in a round trip.

One with other parameters that must not be differenced is answered once: a difference takes two, and may be exact.
"""
MOST_NUMBERS, LARGEST = 2000, 1000
"""What a call may hold that is answered: numbers in all, and the largest whole number. It is the student's."""


@dataclass
class _Call:
    """A call that is made again and again, with one more result of its helpers each time, until it returns."""

    made: Answered
    helpers: tuple[str, ...]
    alone: bool = True
    """Whether an answer counts only if a helper was called: else nothing has changed."""
    results: tuple[Plain, ...] = ()
    differenced: int = 0
    """How many calls were answered by which it could take differences."""
    answered: Answered | None = None

    @property
    def probe(self) -> Probe:
        call = self.made.call
        instead = StandIns(0, reported=self.helpers, results=self.results) if self.helpers else None
        return Probe(call.function, call.args, instead=instead)

    def waits_for(self, outcome: Outcome) -> tuple[str, list[Plain], dict[str, Plain]] | None:
        """Take an outcome. Return the helper and the arguments of the call that it waits for, if any."""
        match outcome:
            case Returned() if not self.helpers:
                self.answered = replace(self.made, outcome=outcome, repeat=None)
            case Returned(value=[value]) if self.results or not self.alone:
                self.answered = replace(self.made, outcome=Returned(value), repeat=None)
            case Returned(value=[str() as helper, list() as args, dict() as named]) if helper in self.helpers:
                return helper, args, named
        return None


@dataclass(frozen=True)
class RightHelpers:
    """The functions that may be spoiled by others, in `calls`, and those that are not right throughout: `spoiled`."""

    reference: Reference
    calls: Calls
    spoiled: Calls
    ask: Ask
    so_far: VerdictsSoFar
    _begun: set[str] = field(default_factory=set, init=False)
    _ended: set[str] = field(default_factory=set, init=False)

    @property
    def first_probes(self) -> list[Probe]:
        """The first calls to be made, for each function one and what it is handed. Most call no wrong helper."""
        firsts = [(name, made[0][0]) for name, made in self.calls.items() if made]
        handed = [call for name, one in firsts for call in chain(*self._handed(name, [one]).values())]
        calls = [_Call(one, self._helpers(one.call.function)) for one in (*(one for _, one in firsts), *handed)]
        return [one.probe for one in calls if one.helpers]

    def tries(self) -> Iterator[SecondTry]:
        """Yield the second tries that gain something."""
        with suppress(UnrecordedError):  # evidence from before this was asked
            for name in self.calls:
                yield from self._tried(name)

    def by_itself(self, name: str, made: Sequence[Answered]) -> tuple[Answered, ...]:
        """Return the answers of a function whose wrong helpers are right; none if one is missing."""
        return self._answered(name, made, [])

    def _helpers(self, name: str) -> tuple[str, ...]:
        """Return the helpers that may be replaced: not those that go back to the function and know its answers."""
        others = (helper for helper, made in self.spoiled.items() if made and helper != name)
        return tuple(helper for helper in others if name not in self._reached(helper))

    def _reached(self, helper: str) -> set[str]:
        """Return what a right function calls, directly or not."""
        found, waiting = set[str](), [helper]
        while waiting:
            new = set(self.reference.helpers(waiting.pop())) - found
            found |= new
            waiting += new
        return found

    def _tried(self, name: str) -> list[SecondTry]:
        """Return the try of one function, after those of its helpers; what it gains shows in its first call."""
        if name not in self.calls or name in self._begun:
            return []
        self._begun.add(name)
        found: list[SecondTry] = []
        made, right = ([one[i] for one in self.calls[name]] for i in (0, 1))
        for alone in (True, False):
            for count in (1, len(made)):
                first = made[:count] if self.so_far.lost(name) else []
                calls = first if alone else self._with_own_cache(name, first, found)
                answered = self._answered(name, calls, found, alone=alone)
                one = SecondTry(name, answered, tuple(right[:count]), WITH_HELPERS.format(name), most_error=MOST)
                if not answered or not self.so_far.gains(one):
                    break
            else:
                found.append(one)
                break
        self._ended.add(name)
        return found

    def _with_own_cache(self, name: str, made: Sequence[Answered], found: list[SecondTry]) -> list[Answered]:
        """Return calls with what the student's own functions pass on, with right helpers; none if nothing changes."""
        function = self.reference.problem.function(name)
        given = [function.bind(one.call.args) for one in made]
        changed = False
        for argument, calls in self._handed(name, made).items():
            other = function.recomputed[argument][0]
            found += self._tried(other)
            for bound, own in zip(given, self._answered(other, calls, found, alone=False), strict=False):
                match own.outcome:
                    case Returned(value=dict() as value):  # which may lack an entry that is right here
                        before, bound[argument] = bound[argument], {**bound[argument], **known(value)}
                        changed = changed or not _same(bound[argument], before)
        calls = [
            replace(one, call=replace(one.call, args=function.arguments(bound)))
            for one, bound in zip(made, given, strict=True)
        ]
        return calls if changed else []

    def _handed(self, name: str, made: Sequence[Answered]) -> dict[str, list[Answered]]:
        """Return, by argument, the calls of other functions whose results are handed to calls of a function."""
        function = self.reference.problem.function(name)
        given = [function.bind(one.call.args) for one in made]
        return {
            argument: [
                replace(one, call=replace(one.call, function=other, args=tuple(bound[n] for n in names)))
                for one, bound in zip(made, given, strict=True)
            ]
            for argument, (other, names) in function.recomputed.items()
        }

    def _answered(
        self, name: str, made: Sequence[Answered], found: list[SecondTry], *, alone: bool = True
    ) -> tuple[Answered, ...]:
        """Return calls, answered again; none if one of them does not return or, `alone`, calls no helper."""
        calls = [_Call(one, self._helpers(name), alone) for one in made]
        for _ in range(MOST_CALLS if calls and (calls[0].helpers or not alone) else 0):
            waiting = [call for call in calls if call.answered is None]
            for call, outcome in zip(waiting, ask_each(self.ask, [c.probe for c in waiting]), strict=True):
                wanted = call.waits_for(outcome)
                if wanted is not None:
                    found += self._tried(wanted[0])
                    right = self._right(call, *wanted)
                    call.results += () if right is None else (_with_numpy_numbers(right.value),)
                if call.answered is None and (wanted is None or right is None):
                    return ()
            answered = tuple(call.answered for call in calls if call.answered is not None)
            if len(answered) == len(calls):
                return answered
        return ()

    def _right(self, call: _Call, helper: str, args: Sequence[Plain], named: Mapping[str, Plain]) -> Returned | None:
        """Return what is right for a call of a helper, or None if the judge does not make this call."""
        function, graded = self.reference.problem.function(helper), self.spoiled[helper][0][0].call.args
        given = {**dict(zip(function.args, args, strict=False)), **named}
        whole = len(given) == len(args) + len(named) == len(function.args) and given.keys() == set(function.args)
        if helper in self.calls.keys() - self._ended or not whole or not any(map(_array, graded)):
            return None
        ordered = function.arguments(given)
        call.differenced += self._moved(call, helper, given)
        if call.differenced > 1 or _numbers(ordered) > MOST_NUMBERS:
            return None
        outcome = self.reference.outcome(Probe(helper, ordered))
        return outcome if isinstance(outcome, Returned) else None

    def _moved(self, call: _Call, helper: str, given: Mapping[str, Plain]) -> bool:
        """Return whether a network's function could be differenced: it takes two calls with other parameters."""
        problem, made = self.reference.problem, call.made.call
        probe, net = watched(problem, made), problem.roles.network
        if probe.little or helper not in probe.watch or net is None:
            return False
        own = problem.function(made.function).bind(made.args)
        return net.params not in given or not identical(given[net.params], own.get(net.params))


def _same(own: Mapping[str, Plain], given: Mapping[str, Plain]) -> bool:
    """Return whether a dict holds what another one does, to a quick look."""
    return own.keys() == given.keys() and alike(own, given) and not far_apart(own, given)


def _array(value: Plain) -> bool:
    """Return whether a value holds arrays: what is done with numbers alone may take any time."""
    return isinstance(value, np.ndarray | dict)


def _numbers(value: Plain) -> float:
    """Return how many numbers a value holds: infinitely many if it holds anything else."""
    match value:
        case dict():
            return sum(map(_numbers, value.values()))
        case list() | tuple():
            return sum(map(_numbers, value))
        case int():  # it may be how often something is done
            return 1 if abs(value) <= LARGEST else np.inf
        case float() | np.floating():
            return 1
        case np.ndarray() if value.dtype.kind in "fiub":
            return value.size
    return np.inf


def _with_numpy_numbers(value: Plain) -> Plain:
    """Return a value with numpy's numbers: they do what numbers and what arrays without axes do."""
    match value:
        case dict():
            return {name: _with_numpy_numbers(entry) for name, entry in value.items()}
        case list() | tuple():
            return type(value)(map(_with_numpy_numbers, value))
        case float():
            return np.float64(value)
    return value
