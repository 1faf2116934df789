"""Follow-through: whether a wrong value is exactly what follows from the student's own earlier value."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias, TypeVar

import numpy as np

from autograder.declare.forms import Batches, Fields, Number, Parts, Series
from autograder.declare.problem import (
    Function,
    InapplicableError,
    Rule,
    Steps,
    advanced,
    parameters,
    piece_form,
    piece_names,
)
from autograder.declare.reference import Reference
from autograder.judge.numeric import agree, finite
from autograder.judge.probes import LOSS
from autograder.judge.reading import Expected, Fault, Leaf, array_at_once, read, take
from autograder.judge.student_calls import Ask, UnrecordedError, ask_each
from autograder.plain.evidence import Opaque, Outcome, Plain, Probe, Returned
from autograder.plain.foresight import foreseen
from autograder.plain.question_names import piece_of

NOTHING_FOLLOWS = (InapplicableError, UnrecordedError, ArithmeticError, LookupError, TypeError, ValueError)
"""A rule that cannot be applied to a student's values explains nothing; it is no failure of the grader."""


@dataclass(frozen=True)
class Wanted:
    """The calls that an attempt waits for, and those that it will make, as far as that is foreseen."""

    probes: list[Probe]
    foreseen: tuple[Probe, ...] = ()


Attempt: TypeAlias = Generator[Wanted, list[Outcome], Any]
"""One rule at work on one answer: it yields the calls that it needs, and returns what follows."""
_Key = TypeVar("_Key")
_Asked = TypeVar("_Asked")
_Answered = TypeVar("_Answered")
_Made = TypeVar("_Made")
Rounds: TypeAlias = Generator[dict[_Key, _Asked], dict[_Key, _Answered], _Made]
"""Several at work side by side, by their keys: each round yields what all of them ask, and is sent the answers."""
Place: TypeAlias = tuple[str, int]
"""An attempt among all: the question and its number there."""


class Nothing(Enum):
    """What comes of a rule that cannot be applied."""

    FOLLOWS = 0


@dataclass(frozen=True)
class Astray:
    """A wrong answer: all that the function returned, what was expected, and the leaves of the question."""

    value: Plain
    expected: Expected
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Follower:
    """Applies the local rules of one problem to one student's own values; `ask` reaches the student's functions."""

    reference: Reference
    ask: Ask

    def follow(self, wrong: Mapping[str, Sequence[Astray]], later: Sequence[Probe] = ()) -> dict[str, list[bool]]:
        """Tell of each wrong answer to each question whether it is what a rule makes of the student's own inputs.

        What the rules need of the student's functions is asked for all answers to all questions at once; with the first
        of it goes what others will ask `later`.
        """
        rounds = _together({name: self._question(name, astray) for name, astray in wrong.items()})
        given: dict[str, dict[int, list[Outcome]]] | None = None
        while True:
            try:
                asked = advanced(rounds, given)
            except StopIteration as end:
                found: dict[str, list[bool]] = end.value
                return found
            ahead, later = later, ()
            answers = self._answers(
                {(name, i): wanted for name, own in asked.items() for i, wanted in own.items()}, ahead
            )
            given = {name: {i: answers[name, i] for i in own if (name, i) in answers} for name, own in asked.items()}

    def _question(self, name: str, astray: Sequence[Astray]) -> Rounds[int, Wanted, list[Outcome], list[bool]]:
        """Try the rules of one question in turn on what none before has explained."""
        piece = piece_of(name)
        found = [False] * len(astray)
        for rule in self.reference.problem.rules_of(name):
            for anew in (False, True):
                left = [
                    i for i, one in enumerate(astray) if not found[i] and (one.expected.function.recomputed or not anew)
                ]
                made = yield from _together({i: self._attempt(rule, astray[i], anew=anew) for i in left})
                for i, one in made.items():  # without those that were not answered
                    found[i] = one is not Nothing.FOLLOWS and _agrees(piece, one, astray[i])
        return found

    def _answers(self, asked: Mapping[Place, Wanted], ahead: Sequence[Probe] = ()) -> dict[Place, list[Outcome]]:
        """Answer what attempts wait for; those are left out of which something was not recorded."""
        probes = [probe for wanted in asked.values() for probe in wanted.probes]
        foreseen = [probe for wanted in asked.values() for probe in wanted.foreseen]
        try:
            outcomes = iter(ask_each(self.ask, probes, (*foreseen, *ahead)))
        except UnrecordedError:
            if len(asked) == 1:
                return {}
            return {place: a for one in asked.items() for place, a in self._answers(dict((one,))).items()}
        return {place: [next(outcomes) for _ in wanted.probes] for place, wanted in asked.items()}

    def _attempt(self, rule: Rule, one: Astray, *, anew: bool) -> Attempt:
        """Apply a rule, or find that it cannot be applied."""
        try:
            return (yield from self._applied(rule, one, anew=anew))
        except NOTHING_FOLLOWS:
            return Nothing.FOLLOWS

    def _applied(self, rule: Rule, one: Astray, *, anew: bool) -> Attempt:
        """Apply a rule to the arguments as they were, or as a student has them who computes some of them anew."""
        function, sizes = one.expected.function, one.expected.sizes
        arguments = dict(zip(function.args, one.expected.args, strict=True))
        if anew:
            probes = [Probe(other, tuple(arguments[a] for a in names)) for other, names in function.recomputed.values()]
            outcomes = yield Wanted(probes)
            own = [self._own(sizes, p, o) for p, o in zip(probes, outcomes, strict=True)]
            arguments |= zip(function.recomputed, own, strict=True)
        bound = self._bind(rule, one, arguments)
        made = rule(**bound)
        if not isinstance(made, Generator):
            return made
        steps: Steps[Any] = made
        answers: list[Any] | None = None
        ahead = foreseen(rule, bound)
        while True:
            try:
                calls = advanced(steps, answers)
            except StopIteration as end:
                return end.value
            probes = [Probe(name, tuple(args)) for name, *args in calls]
            outcomes = yield Wanted(probes, ahead)
            ahead = ()
            answers = [self._own(sizes, p, o) for p, o in zip(probes, outcomes, strict=True)]

    def _bind(self, rule: Rule, one: Astray, arguments: Mapping[str, Plain]) -> dict[str, Any]:
        expected = one.expected

        def call(function: str, *args: Plain) -> Any:
            probe = Probe(function, args)
            return self._own(expected.sizes, probe, self.ask(probe))

        new = "new_" if isinstance(expected.function.result, Parts) else ""
        own = {new + name: name for name in piece_names(expected.function)}
        entries = {k: v for a in arguments.values() if isinstance(a, dict) for k, v in a.items()}
        known = {**entries, **arguments, "call": call}
        return {
            name: _sound(one.value, own[name], expected) if name in own else known[name] for name in parameters(rule)
        }

    def _own(self, sizes: dict[str, int], probe: Probe, outcome: Outcome) -> Any:
        """Give what the student's function says in the declared form, with the extra keys that it handed on.

        Of a dict, what is of no use is left out: a rule that takes no account of it may still apply.
        """
        if not isinstance(outcome, Returned):
            raise InapplicableError(f"{probe.function} did not return")
        declared = self.reference.problem.function(probe.function)
        want = self.reference.similar(probe)
        if isinstance(declared.result, Batches):
            want = _as_many(outcome.value, want)
        expected = Expected(declared, probe.args, want, sizes)
        if isinstance(declared.result, Fields):
            return _usable(outcome.value, expected)
        return _sound(outcome.value, "", expected, _losses(declared))


def _together(
    running: Mapping[_Key, Generator[_Asked, _Answered, _Made]],
) -> Rounds[_Key, _Asked, _Answered, dict[_Key, _Made]]:
    """Carry out several side by side; who gets no answer goes no further, and makes nothing."""
    made: dict[_Key, _Made] = {}
    answers: Mapping[_Key, _Answered | None] = dict.fromkeys(running)
    while answers:
        asked: dict[_Key, _Asked] = {}
        for key, answer in answers.items():
            try:
                asked[key] = advanced(running[key], answer)
            except StopIteration as end:
                made[key] = end.value
        answers = (yield asked) if asked else {}
    return made


def _losses(function: Function) -> tuple[str, ...]:
    """Name the losses that a function gives: a right loss of impossible predictions is nan, and nothing uses it."""
    match function.result:
        case Number(name) if function.name == LOSS:
            return (name,)
        case Parts(parts):
            return tuple(p.name for p in parts if isinstance(p, Series))
        case _:
            return ()


def _usable(value: Plain, expected: Expected) -> dict[str, Any]:
    """Give the entries of a student's dict without those of a wrong shape, and those that hold nan or inf."""
    if type(value) is not dict:
        raise InapplicableError(f"{expected.function.name} gives no dict")
    own = {name: entry for name, entry in value.items() if not isinstance(entry, Opaque)}
    zero = True
    for name, form in expected.function.pieces.items():
        own.pop(name, None)
        array = array_at_once(value, name, expected)
        if array is not None:
            if not finite(array):
                continue
            own[name] = array
        else:
            leaves = read(value, name, expected)
            if not all(isinstance(leaf, Leaf) and finite(leaf.got) for leaf in leaves):
                continue
            own[name] = take(form, value[name], expected.value[name])
        zero = zero and _all_zero(own[name])
    if zero:
        raise InapplicableError(f"{expected.function.name} is zero everywhere")
    return own


def _sound(value: Plain, piece: str, expected: Expected, losses: tuple[str, ...] = ()) -> Any:
    """Give the student's own value as a rule takes it; InapplicableError where nothing may follow from it."""
    array = array_at_once(value, piece, expected) if piece else None
    if array is not None and finite(array) and array.any():
        return array
    leaves = read(value, piece, expected)
    for leaf in leaves:
        if isinstance(leaf, Fault):
            raise InapplicableError(leaf.message)
        if leaf.name not in losses and not finite(leaf.got):
            raise InapplicableError(f"{leaf.label} is not finite")
    form, want = piece_form(expected.function, piece), expected.value
    if piece:
        at: Any = piece if isinstance(value, dict) else piece_names(expected.function).index(piece)
        value, want = value[at], want[at]
    taken = take(form, value, want)
    if _all_zero(taken):
        raise InapplicableError(f"{piece or expected.function.name} is zero everywhere")
    return taken


def _as_many(value: Plain, want: Plain) -> Plain:
    """Expect as many batches, and as wide, as the student made: from those too something follows."""
    widths = [np.shape(batch[0])[1] for batch in value]
    return [tuple(np.zeros((len(array), width)) for array in want[0]) for width in widths]


def _all_zero(value: Any) -> bool:
    match value:
        case dict():
            return all(_all_zero(v) for v in value.values())
        case list() | tuple():
            return all(_all_zero(v) for v in value)
        case float():
            return value == 0
        case _:
            return not np.any(value)


def _agrees(piece: str, made: Any, one: Astray) -> bool:
    """Read what the rule made as a student's answer is read, and compare the two."""
    expected, leaves = one.expected, one.leaves
    names = piece_names(expected.function)
    match expected.function.result:
        case Fields():
            returned: Plain = {piece: made}
        case Parts() if piece:
            returned = tuple(made if name == piece else None for name in names)
        case _:
            returned = made
    rule_leaves = read(returned, piece, expected)
    return len(rule_leaves) == len(leaves) and all(
        isinstance(rule, Leaf) and agree(own.got, rule.got, narrow=own.narrow, since=own.since)
        for own, rule in zip(leaves, rule_leaves, strict=True)
    )
