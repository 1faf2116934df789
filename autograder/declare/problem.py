"""The vocabulary for declaring a problem: one file in `solutions/` states everything with these classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from autograder.declare.forms import Fields, Form, Parts
from autograder.declare.roles import Network, Roles, Signatures
from autograder.declare.rule import InapplicableError as InapplicableError  # noqa: PLC0414 - solution files import it from here
from autograder.declare.rule import Rule as Rule  # noqa: PLC0414 - the same
from autograder.declare.rule import Steps as Steps  # noqa: PLC0414 - the same
from autograder.declare.rule import own as own  # noqa: PLC0414 - the same
from autograder.plain.evidence import Plain, Probe
from autograder.plain.question_names import function_of, piece_of
from autograder.plain.record import record


class Check(Enum):
    """How a question is judged."""

    VALUE = "compared with the reference"
    LEAST_SQUARES_AT_RATE = "reaches the least-squares optimum, as fast as |1 - lr * eigenvalue| allows"
    LEAST_SQUARES = "reaches the least-squares optimum"
    REFERENCE_LOSS = "reaches the loss that the reference reaches"
    EXACTNESS = "stays exact where differences do not, in float32 too; no question asks it"
    NOTHING_LOST = "is not too small where differences are; no question asks it"
    NOTHING_LOST_LATER = "the same, for the second of each two entries of which the first is right"

    @property
    def only_shows(self) -> bool:
        """Whether no question is judged by such a call."""
        return self in (Check.EXACTNESS, Check.NOTHING_LOST, Check.NOTHING_LOST_LATER)


@dataclass(frozen=True)
class Function:
    """One function that the student writes. `args` are its positional parameters.

    `recomputed` says which arguments a student may recompute from others, and by which function:
    `{"cache": ("forward", ("x", "params"))}`. Further keys that the student's own function puts there reach the call.

    If it `uses` functions or classes, the student writes those, and this one is given: it returns plain values.
    """

    name: str
    args: tuple[str, ...]
    result: Form
    recomputed: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    uses: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        return self.uses or (self.name,)

    @cached_property
    def pieces(self) -> Mapping[str, Form]:
        """The forms of the pieces of the result by name, in order; empty if it returns one thing."""
        match self.result:
            case Fields(entries=pieces) | Parts(parts=pieces):
                return {p.name: p for p in pieces}
            case _:
                return {}

    @property
    def returned_by_name(self) -> bool:
        """Whether the pieces of the result are the entries of a dict."""
        return isinstance(self.result, Fields)

    def in_rules(self, piece: str) -> str:
        """Return the name by which rules ask for a piece: with `new_` in a tuple, or where an argument has its name."""
        return f"new_{piece}" if isinstance(self.result, Parts) or piece in self.args else piece

    def bind(self, args: Sequence[Plain]) -> dict[str, Any]:
        """Return the arguments of a call by their declared names. Raises ValueError unless each has a value."""
        return dict(zip(self.args, args, strict=True))

    def arguments(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the positional arguments of a call, looked up in `given` by name. Raises KeyError."""
        return tuple([given[name] for name in self.args])

    def returned(self, pieces: Mapping[str, Any]) -> Plain:
        """Return the function's result, assembled from these pieces; "" is all of it. Raises KeyError."""
        if not self.pieces:
            return pieces[""]
        values = {name: pieces[name] for name in self.pieces}
        return values if self.returned_by_name else tuple(values.values())

    def piece(self, name: str, returned: Plain) -> Any:
        """Return one piece of what the function returned ("" is all of it). Raises LookupError or TypeError."""
        if not name:
            return returned
        return returned[name if self.returned_by_name else list(self.pieces).index(name)]

    def piece_if_any(self, name: str, returned: Plain) -> Plain:
        """Return one piece of what the function returned, or None where that has another form."""
        match returned, self.result:
            case (dict(), Fields()) | ((list() | tuple()), Parts()) if name:
                with suppress(LookupError):
                    return self.piece(name, returned)
        return None if name else returned


@dataclass(frozen=True)
class Question:
    """A scored item: `backward.dW1` is the piece `dW1` of what `backward` returns, `loss` all of its result.

    It is worth `points`; `check` says how it is judged.
    """

    name: str
    points: float = 1.0
    check: Check = Check.VALUE

    @cached_property
    def function(self) -> str:
        return function_of(self.name)

    @cached_property
    def piece(self) -> str:
        return piece_of(self.name)


@dataclass(frozen=True)
class Written:
    """A question answered in words, in a Markdown cell of the notebook: read by a person, never by the judge.

    `name` is unique among all questions of the problem; `title` is its heading. It is worth `points`.
    """

    name: str
    title: str
    points: float = 1.0


@record(frozen=True)
class Call:
    """The arguments of one function in one case. `check` says which kind of question it serves.

    `goal` is the loss that the reference reaches, if `check` needs it, and `least` the one that it would reach with
    half as many steps more: a smaller one is not reached by descending. `losses` are those on the way, if they are
    known beforehand; pictures show them.
    """

    function: str
    args: tuple[Plain, ...]
    check: Check = Check.VALUE
    goal: float | None = None
    losses: tuple[float, ...] | None = None
    least: float | None = None


@dataclass(frozen=True)
class Case:
    """One draw of sizes and inputs: the sizes by their symbols, and the calls to make."""

    sizes: dict[str, int]
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Misconception:
    """A named mistake as an edit of the reference.

    In the source of `function`, `old` (which must occur exactly once) becomes `new`. `hint` points the student to the
    mistake without revealing the formula. `convention` marks a valid convention other than the one asked for.
    """

    name: str
    function: str
    old: str
    new: str
    hint: str
    convention: bool = False


@dataclass(frozen=True)
class IllScaled:
    """A call on which derivatives stay exact: `change` takes arguments of an ordinary one, and returns other ones."""

    change: Callable[..., Mapping[str, Plain]]
    check: Check = Check.EXACTNESS


@dataclass(frozen=True)
class Problem:
    """Everything about one notebook except its prose.

    `cases` draws the inputs from a generator, deterministically. `rules` maps a question's name to its local rule, or
    to several of which one must fit. The questions are in the order of computation. `roles` says which functions form
    a network, compute the gradient of another one or take a step downhill. `ill_scaled` holds ill-scaled calls of
    functions that compute derivatives; those of a network need not be declared. `misconceptions` are mistakes as edits;
    `vocabulary` makes more: texts in the notation of `declare.mistakes`, or names of shared ones. Raises ValueError if
    the roles or the ill-scaled calls do not fit the functions.
    """

    name: str
    title: str
    functions: tuple[Function, ...]
    questions: tuple[Question, ...]
    cases: Callable[[np.random.Generator], tuple[Case, ...]]
    rules: Mapping[str, Rule | tuple[Rule, ...]] = field(default_factory=dict)
    misconceptions: tuple[Misconception, ...] = ()
    written: tuple[Written, ...] = ()
    roles: Roles = field(default_factory=Roles)
    ill_scaled: Mapping[str, tuple[IllScaled, ...]] = field(default_factory=dict)
    vocabulary: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = (f"ill_scaled: no function {name!r} is declared" for name in self.ill_scaled.keys() - self.signatures)
        for complaint in chain(self.roles.complaints(self.signatures), sorted(unknown)):
            raise ValueError(complaint)

    @property
    def signatures(self) -> Signatures:
        """The arguments of each function, and the pieces of its result."""
        return {f.name: (f.args, tuple(f.pieces)) for f in self.functions}

    @property
    def trained_by_nobody(self) -> str | None:
        """A question that asks where training arrives although no network with that training is declared, or None."""
        trained = "" if self.roles.network is None else self.roles.network.train
        return next((q.name for q in self.questions if q.check is not Check.VALUE and q.function != trained), None)

    @property
    def network(self) -> Network:
        """The roles of the network. Raises LookupError if the problem has none."""
        if self.roles.network is None:
            raise LookupError(f"{self.name} is no network")
        return self.roles.network

    def probe(self, function: str, given: Mapping[str, Any]) -> Probe:
        """Return the call of a function, its arguments taken from `given` by name. Raises KeyError."""
        return Probe(function, self.function(function).arguments(given))

    def bind(self, call: Call) -> dict[str, Any]:
        """Return the arguments of a call by their declared names."""
        return self.function(call.function).bind(call.args)

    def function(self, name: str) -> Function:
        """Return the declared function of that name. Raises KeyError if there is none."""
        return self._functions[name]

    def uses(self, name: str) -> tuple[str, ...]:
        """Return what a given function uses of the student's; empty for any other name."""
        return self._functions[name].uses if name in self._functions else ()

    def elsewhere(self, name: str) -> frozenset[str]:
        """Return the names of arguments that only other functions have."""
        return self._elsewhere[name]

    @cached_property
    def _elsewhere(self) -> Mapping[str, frozenset[str]]:
        every = {a for f in self.functions for a in f.args}
        return {f.name: frozenset(every.difference(f.args)) for f in self.functions}

    @cached_property
    def _functions(self) -> Mapping[str, Function]:
        return {f.name: f for f in self.functions}

    def rules_of(self, question: str) -> tuple[Rule, ...]:
        """Return the local rules of a question, of which one must fit. Empty if nothing can follow."""
        rules = self.rules.get(question, ())
        return rules if isinstance(rules, tuple) else (rules,)

    @cached_property
    def written_names(self) -> tuple[str, ...]:
        """The functions and classes that the student writes, in order."""
        return tuple(dict.fromkeys(name for f in self.functions for name in f.written))

    def judging(self, name: str) -> tuple[Function, ...]:
        """Return the functions whose questions are asked once the student has written this one."""
        return tuple(f for f in self.functions if f.written[-1] == name)

    def questions_of(self, function: str) -> tuple[Question, ...]:
        """Return the questions that this function answers, in order."""
        return tuple(q for q in self.questions if q.function == function)


def piece_form(function: Function, piece: str) -> Form:
    """Return the form of one piece of a function's result ("" is all of it). Raises KeyError if there is none."""
    return function.pieces[piece] if piece else function.result


def piece_names(function: Function) -> tuple[str, ...]:
    """Return the names of the pieces of what a function returns. Empty if it returns one thing."""
    return tuple(function.pieces)
