"""Follow-through: whether a wrong value is exactly what follows from the student's own earlier value."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.evidence import Opaque, Plain, Probe, Returned
from autograder.forms import Batches, Fields, Number, Parts, Series
from autograder.numeric import agree
from autograder.probes import LOSS
from autograder.problem import Function, InapplicableError, Rule, piece_form, piece_names
from autograder.reading import Expected, Fault, Leaf, read, take
from autograder.reference import Reference
from autograder.witness import Ask, UnrecordedError

NOTHING_FOLLOWS = (InapplicableError, UnrecordedError, ArithmeticError, LookupError, TypeError, ValueError)
"""A rule that cannot be applied to a student's values explains nothing; it is no failure of the grader."""


@dataclass(frozen=True)
class Follower:
    """Applies the local rules of one problem to one student's own values; `ask` reaches the student's functions."""

    reference: Reference
    ask: Ask

    def follows(self, question: str, value: Plain, expected: Expected, leaves: tuple[Leaf, ...]) -> bool:
        """Tell whether the wrong leaves of a question are what its rule makes of the student's own inputs.

        `value` is all that the function returned.
        """
        piece = question.partition(".")[2]
        for rule in self.reference.problem.rules_of(question):
            for arguments in self._arguments(expected):
                try:
                    made = rule(**self._bind(rule, value, expected, arguments()))
                except NOTHING_FOLLOWS:
                    continue
                if _agrees(piece, made, expected, leaves):
                    return True
        return False

    def _arguments(self, expected: Expected) -> list[Callable[[], dict[str, Plain]]]:
        """Give the arguments as they were, and as a student has them who computes some of them anew."""
        function = expected.function
        given = dict(zip(function.args, expected.args, strict=True))

        def anew() -> dict[str, Plain]:
            remade = {
                name: self._call(expected.sizes, other, *(given[a] for a in names))
                for name, (other, names) in function.recomputed.items()
            }
            return {**given, **remade}

        return [lambda: given, anew] if function.recomputed else [lambda: given]

    def _bind(self, rule: Rule, value: Plain, expected: Expected, arguments: Mapping[str, Plain]) -> dict[str, Any]:
        def call(function: str, *args: Plain) -> Any:
            return self._call(expected.sizes, function, *args)

        new = "new_" if isinstance(expected.function.result, Parts) else ""
        own = {new + name: name for name in piece_names(expected.function)}
        entries = {k: v for a in arguments.values() if isinstance(a, dict) for k, v in a.items()}
        known = {**entries, **arguments, "call": call}
        return {
            name: _sound(value, own[name], expected) if name in own else known[name]
            for name in inspect.signature(rule).parameters
        }

    def _call(self, sizes: dict[str, int], function: str, *args: Plain) -> Any:
        """Ask the student's function; its answer in the declared form, with the extra keys that it handed on.

        Of a dict, what is of no use is left out: a rule that takes no account of it may still apply.
        """
        probe = Probe(function, args)
        outcome = self.ask(probe)
        if not isinstance(outcome, Returned):
            raise InapplicableError(f"{function} did not return")
        declared = self.reference.problem.function(function)
        want = self.reference.answer(probe)
        if isinstance(declared.result, Batches):
            want = _as_many(outcome.value, want)
        expected = Expected(declared, args, want, sizes)
        if isinstance(declared.result, Fields):
            return _usable(outcome.value, expected)
        return _sound(outcome.value, "", expected, _losses(declared))


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
    for name in piece_names(expected.function):
        own.pop(name, None)
        leaves = read(value, name, expected)
        if all(isinstance(leaf, Leaf) and np.isfinite(leaf.got).all() for leaf in leaves):
            own[name] = take(piece_form(expected.function, name), value[name], expected.value[name])
            zero = zero and _all_zero(own[name])
    if zero:
        raise InapplicableError(f"{expected.function.name} is zero everywhere")
    return own


def _sound(value: Plain, piece: str, expected: Expected, losses: tuple[str, ...] = ()) -> Any:
    """Give the student's own value as a rule takes it; InapplicableError where nothing may follow from it."""
    leaves = read(value, piece, expected)
    for leaf in leaves:
        if isinstance(leaf, Fault):
            raise InapplicableError(leaf.message)
        if leaf.name not in losses and not np.isfinite(leaf.got).all():
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
        case _:
            return not np.any(value)


def _agrees(piece: str, made: Any, expected: Expected, leaves: tuple[Leaf, ...]) -> bool:
    """Read what the rule made as a student's answer is read, and compare the two."""
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
        isinstance(rule, Leaf) and agree(own.got, rule.got, narrow=own.narrow, rounding=own.rounding)
        for own, rule in zip(leaves, rule_leaves, strict=True)
    )
