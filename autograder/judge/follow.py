"""Follow-through: check whether a wrong value is exactly what follows from the student's own earlier value."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare.forms import Batches, Fields, Like, Number, Parts, Series
from autograder.declare.problem import Function, InapplicableError, Rule, piece_form, piece_names
from autograder.declare.reference import Reference
from autograder.declare.roles import Network
from autograder.declare.rule import AskedError, parameters, replayed
from autograder.declare.slopes import rules_of
from autograder.judge.numeric import agree, finite
from autograder.judge.reading import Expected, Fault, Leaf, array_at_once, read, take
from autograder.judge.rounds import Attempt, Wanted, carried_out, side_by_side
from autograder.judge.student_calls import Ask, UnrecordedError
from autograder.judge.values import real
from autograder.plain.evidence import Opaque, Outcome, Plain, Probe, Returned
from autograder.plain.question_names import piece_of

NOTHING_FOLLOWS = (InapplicableError, UnrecordedError, ArithmeticError, LookupError, TypeError, ValueError)
"""A rule that cannot be applied to a student's values explains nothing; the grader has not failed."""


@dataclass(frozen=True)
class Astray:
    """A wrong answer: everything the function returned, what was expected, and the leaves of the question."""

    value: Plain
    expected: Expected
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Follower:
    """Applies the local rules of one problem to one student's own values; `ask` reaches the student's functions.

    From zeros nothing follows, as they may be a placeholder, unless the function, or the question, is one of `alive`:
    another call has returned something else.
    """

    reference: Reference
    ask: Ask
    alive: Collection[str] = ()

    def follow(self, wrong: Mapping[str, Sequence[Astray]], later: Sequence[Probe] = ()) -> dict[str, list[bool]]:
        """Return, for each wrong answer, whether a rule produces it from the student's own inputs.

        All answers are tried side by side. The calls that others will need `later` are made with the first ones.
        """
        attempts = {
            (name, i): self._explains(name, one) for name, several in wrong.items() for i, one in enumerate(several)
        }
        found = side_by_side(attempts, self.ask, later)
        return {name: [found[name, i] for i in range(len(several))] for name, several in wrong.items()}

    def _explains(self, question: str, one: Astray) -> Attempt[bool]:
        """Try the rules of a question in turn, each on the arguments as given and as the student may recompute them."""
        piece = piece_of(question)
        for rule in rules_of(self.reference.problem, question):
            for anew in (False, True) if one.expected.function.recomputed else (False,):
                try:
                    made = yield from self._applied(rule, one, anew=anew)
                except NOTHING_FOLLOWS:
                    continue
                if _agrees(piece, made, one):
                    return True
        return False

    def _applied(self, rule: Rule, one: Astray, *, anew: bool) -> Attempt[Any]:
        """Apply a rule to the arguments as given, or with some recomputed as the student's own code may do."""
        function, sizes = one.expected.function, one.expected.sizes
        arguments = function.bind(one.expected.args)
        if anew:
            probes = [Probe(other, tuple(arguments[a] for a in names)) for other, names in function.recomputed.values()]
            outcomes = yield Wanted(probes)
            own = [self._own(sizes, p, o) for p, o in zip(probes, outcomes, strict=True)]
            arguments |= zip(function.recomputed, own, strict=True)
        bound = self._bind(rule, one, arguments)
        answers: list[Any] = []
        while True:
            again = {"call": replayed(answers)} if "call" in bound else {}
            try:
                made = rule(**{**bound, **again})
                break
            except AskedError as asked:
                name, *args = asked.call
                probe = Probe(name, tuple(args))
                (outcome,) = yield Wanted([probe])
                answers.append(self._own(sizes, probe, outcome))
        if not isinstance(made, Generator):
            return made
        made.close()  # only needed to see that the rule is a generator
        return (
            yield from carried_out(
                lambda: rule(**bound),
                lambda probe, outcome: self._own(sizes, probe, outcome),
                lambda name: self.reference.problem.function(name).result,
            )
        )

    def _bind(self, rule: Rule, one: Astray, arguments: Mapping[str, Plain]) -> dict[str, Any]:
        expected = one.expected

        def call(function: str, *args: Plain) -> Any:
            probe = Probe(function, args)
            return self._own(expected.sizes, probe, self.ask(probe))

        own = {expected.function.in_rules(name): name for name in piece_names(expected.function)}
        entries = {k: v for a in arguments.values() if isinstance(a, dict) for k, v in a.items()}
        known = {**entries, **arguments, "call": call}
        return {name: self._sound_piece(one, own[name]) if name in own else known[name] for name in parameters(rule)}

    def _sound_piece(self, one: Astray, piece: str) -> Any:
        zeros = f"{one.expected.function.name}.{piece}" in self.alive
        return _sound(one.value, piece, one.expected, zeros=zeros)

    def _own(self, sizes: dict[str, int], probe: Probe, outcome: Outcome) -> Any:
        """Return the result of the student's function in the declared form, with any extra keys that it added.

        Unusable entries of a dict are left out: a rule that does not read them may still apply.
        """
        if not isinstance(outcome, Returned):
            raise InapplicableError(f"{probe.function} did not return")
        declared = self.reference.problem.function(probe.function)
        want = self.reference.similar(probe)
        if isinstance(declared.result, Batches):
            want = _as_many(outcome.value, want)
        expected = Expected(declared, probe.args, want, sizes)
        if isinstance(declared.result, Fields):
            own = _usable(outcome.value, expected)
            if probe.function not in self.alive and all(map(all_zero, (own.get(n) for n in declared.pieces))):
                raise InapplicableError(f"{probe.function} is zero everywhere")
            return own
        return _sound(outcome.value, "", expected, _losses(declared, self.reference.problem.roles.network))


def _losses(function: Function, net: Network | None) -> tuple[str, ...]:
    """Return the names of the losses in a function's result.

    They may be nan: that is the right loss for impossible predictions, and nothing is computed from it.
    """
    match function.result:
        case Number(name) if net is not None and function.name == net.loss:
            return (name,)
        case Parts(parts):
            return tuple(p.name for p in parts if isinstance(p, Series))
        case _:
            return ()


def _usable(value: Plain, expected: Expected) -> dict[str, Any]:
    """Return the entries of a student's dict without those of a wrong shape, and those that hold nan or inf."""
    if type(value) is not dict:
        raise InapplicableError(f"{expected.function.name} gives no dict")
    own = {name: entry for name, entry in value.items() if not isinstance(entry, Opaque)}
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
    return own


def _sound(value: Plain, piece: str, expected: Expected, losses: tuple[str, ...] = (), *, zeros: bool = False) -> Any:
    """Return the student's own value as a rule takes it. Raises InapplicableError if nothing may follow from it.

    It may from `zeros`, if they are no placeholder.
    """
    array = array_at_once(value, piece, expected) if piece else None
    if array is not None and finite(array) and (zeros or array.any()):
        return array
    leaves = read(value, piece, expected)
    form, want = piece_form(expected.function, piece), expected.value
    if piece:
        at: Any = piece if isinstance(want, dict) else piece_names(expected.function).index(piece)
        want = want[at]
    for leaf in leaves:
        if isinstance(leaf, Fault):
            if isinstance(form, Like) and type(value) is type(expected.value) and _spread(value[at], want):
                continue  # a state of fewer entries: the step that it makes has the right shape
            raise InapplicableError(leaf.message)
        if leaf.name not in losses and not finite(leaf.got):
            raise InapplicableError(f"{leaf.label} is not finite")
    if piece:
        value = value[at]
    taken = take(form, value, want)
    if all_zero(taken) and not zeros:
        raise InapplicableError(f"{piece or expected.function.name} is zero everywhere")
    return taken


def _spread(entries: Plain, want: Plain) -> bool:
    """Return whether each entry of a dict is made of finite numbers, and can be spread over the one that is wanted."""
    if type(entries) is not dict or not isinstance(want, dict):
        return False
    own = {name: real(entries.get(name)) for name in want}
    return all(
        array is not None
        and finite(array)
        and array.ndim <= np.ndim(want[name])
        and all(n in (1, m) for n, m in zip(array.shape[::-1], np.shape(want[name])[::-1], strict=False))
        for name, array in own.items()
    )


def _as_many(value: Plain, want: Plain) -> Plain:
    """Expect the number and width of batches that the student made: values can follow from those too."""
    widths = [np.shape(batch[0])[1] for batch in value]
    return [tuple(np.zeros((len(array), width)) for array in want[0]) for width in widths]


def all_zero(value: Any) -> bool:
    """Return whether a value holds nothing but zeros."""
    match value:
        case dict():
            return all(all_zero(v) for v in value.values())
        case list() | tuple():
            return all(all_zero(v) for v in value)
        case float() | int():
            return value == 0
        case str():  # numpy takes 500 bytes for each letter
            return not value
        case _:
            return not np.any(value)


def _agrees(piece: str, made: Any, one: Astray) -> bool:
    """Read the rule's result like a student's answer, and compare the two."""
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
