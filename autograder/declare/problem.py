"""The vocabulary in which a problem is declared: one file in `solutions/` states everything with these words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, TypeVar

import numpy as np

from autograder.declare.forms import Fields, Form, Parts
from autograder.declare.roles import Network, Roles
from autograder.plain.evidence import Plain, Probe
from autograder.plain.question_names import function_of, piece_of

Rule: TypeAlias = Callable[..., Any]
"""A local rule: how one quantity is made from others.

Its parameters are looked up by name: first among what the same function returned (the student's own values; `new_v`
is the `v` of a tuple of results), then among the function's arguments and the entries of its dict arguments. A
parameter `call` receives
`call(function, *args)`, which asks the student's own function and gives several results as a dict by their names.
It raises `InapplicableError` where nothing can follow. A rule that asks often is a generator (`Steps`): the calls of
all cases are then made at once, and with them those that can be foreseen (`judge.foresee`).
"""

_Result = TypeVar("_Result")
Steps: TypeAlias = Generator[list[tuple[Any, ...]], list[Any], _Result]
"""A rule in steps: it yields calls as (function, *args) that do not need one another, and is sent what they give."""


_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


def advanced(steps: Generator[_Asked, _Answer, Any], answer: _Answer | None) -> _Asked:
    """Send steps an answer, or start them with None, and give what they ask next; StopIteration at their end."""
    return next(steps) if answer is None else steps.send(answer)


def own(function: str, *args: Any) -> Steps[Any]:
    """Return the steps of a rule that is one call of the student's own function."""
    (answer,) = yield [(function, *args)]
    return answer


class InapplicableError(Exception):
    """A rule's inputs are missing, of the wrong shape, not finite, or zero everywhere: nothing follows from them."""


class Check(Enum):
    """How a question is judged."""

    VALUE = "compared with the reference"
    LEAST_SQUARES_AT_RATE = "reaches the least-squares optimum, as fast as |1 - lr * eigenvalue| allows"
    LEAST_SQUARES = "reaches the least-squares optimum"
    REFERENCE_LOSS = "reaches the loss that the reference reaches"


@dataclass(frozen=True)
class Function:
    """One function that the student writes. `args` are its positional parameters.

    `recomputed` says which arguments a student may compute anew from others, and by which function:
    `{"cache": ("forward", ("x", "params"))}`. Further keys that the student's own function puts there reach the call.
    """

    name: str
    args: tuple[str, ...]
    result: Form
    recomputed: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @cached_property
    def pieces(self) -> Mapping[str, Form]:
        """The forms of the pieces of the result by their names, in order, none where it returns one thing."""
        match self.result:
            case Fields(entries=pieces) | Parts(parts=pieces):
                return {p.name: p for p in pieces}
            case _:
                return {}

    def bind(self, args: Sequence[Plain]) -> dict[str, Any]:
        """Return the arguments of a call by their declared names. Raises ValueError unless each has its value."""
        return dict(zip(self.args, args, strict=True))

    def arguments(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the positional arguments of a call, taken from `given` by their declared names. Raises KeyError."""
        return tuple([given[name] for name in self.args])

    def returned(self, pieces: Mapping[str, Any]) -> Plain:
        """Return what the function would, made of these pieces; "" is all of it. Raises KeyError."""
        if not self.pieces:
            return pieces[""]
        values = {name: pieces[name] for name in self.pieces}
        return values if isinstance(self.result, Fields) else tuple(values.values())

    def piece(self, name: str, returned: Plain) -> Any:
        """Return one piece of what the function returned ("" is all of it). Raises LookupError or TypeError."""
        if not name:
            return returned
        return returned[name if isinstance(self.result, Fields) else list(self.pieces).index(name)]


@dataclass(frozen=True)
class Question:
    """A scored line: `backward.dW1` is the piece `dW1` of what `backward` returns, `loss` all of its result.

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
    """A question that is answered in words, in a Markdown cell of the notebook: read by a person, never by the judge.

    `name` is its own among all questions of the problem; `title` heads it for readers. It is worth `points`.
    """

    name: str
    title: str
    points: float = 1.0


@dataclass(frozen=True)
class Call:
    """The arguments of one function in one case. `check` says which kind of question it serves.

    `goal` is the loss that the reference reaches, where `check` asks for it. `losses` are those on its way, where they
    are known beforehand; pictures show them.
    """

    function: str
    args: tuple[Plain, ...]
    check: Check = Check.VALUE
    goal: float | None = None
    losses: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Case:
    """One draw of sizes and inputs: the sizes by their symbols, and the calls to make."""

    sizes: dict[str, int]
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Misconception:
    """A named mistake as an edit of the reference.

    In the source of `function`, `old` (which stands there exactly once) becomes `new`. `hint` tells a student where
    to think and never the formula. `convention` marks another valid convention than the one asked for.
    """

    name: str
    function: str
    old: str
    new: str
    hint: str
    convention: bool = False


@dataclass(frozen=True)
class Problem:
    """Everything about one notebook except its prose.

    `cases` draws the inputs from a generator, the same for the same generator. `rules` gives the local rule of a
    question by its name, or several of which one must fit. The questions stand in the order of computation.
    `roles` says which functions make a network, undo another one or take a step downhill. Raises ValueError where the
    roles do not fit the functions.
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

    def __post_init__(self) -> None:
        complaint = next(self._complaints(), None)
        if complaint is not None:
            raise ValueError(complaint)

    def _complaints(self) -> Iterator[str]:
        yield from self.roles.complaints({f.name: (f.args, tuple(f.pieces)) for f in self.functions})
        trained = "" if self.roles.network is None else self.roles.network.train
        for question in self.questions:
            if question.check is not Check.VALUE and question.function != trained:
                yield f"{question.name} asks where a training arrives; say in `roles` which network it trains"

    @property
    def network(self) -> Network:
        """The roles of the network. Raises LookupError where the problem is none."""
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

    def elsewhere(self, name: str) -> frozenset[str]:
        """Return the names of the arguments that only other functions have."""
        return self._elsewhere[name]

    @cached_property
    def _elsewhere(self) -> Mapping[str, frozenset[str]]:
        every = {a for f in self.functions for a in f.args}
        return {f.name: frozenset(every.difference(f.args)) for f in self.functions}

    @cached_property
    def _functions(self) -> Mapping[str, Function]:
        return {f.name: f for f in self.functions}

    def rules_of(self, question: str) -> tuple[Rule, ...]:
        """Return the local rules of a question, of which one must fit, none where nothing can follow."""
        rules = self.rules.get(question, ())
        return rules if isinstance(rules, tuple) else (rules,)

    def questions_of(self, function: str) -> tuple[Question, ...]:
        """Return the questions that this function answers, in order."""
        return tuple(q for q in self.questions if q.function == function)


def piece_form(function: Function, piece: str) -> Form:
    """Return the form of one piece of a function's result ("" is all of it). Raises KeyError if there is none."""
    return function.pieces[piece] if piece else function.result


def piece_names(function: Function) -> tuple[str, ...]:
    """Return the names of the pieces of what a function returns, none where it returns one thing."""
    return tuple(function.pieces)


@lru_cache(maxsize=1024)
def parameters(rule: Rule) -> tuple[str, ...]:
    """Return the names of a rule's parameters. Cached, because every submission asks."""
    return tuple(inspect.signature(rule).parameters)
