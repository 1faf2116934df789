"""Derive the declaration of functions, and of those that pass gradients back through them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from autograder.declare.derive import Ranges, in_order, questions
from autograder.declare.derived_rules import DerivedRules
from autograder.declare.draw import DrawError, normal, number, preferably, sizes
from autograder.declare.forward_and_backward import AnyFunction, ForwardAndBackward, pair_of
from autograder.declare.observed_form import form_of_result
from autograder.declare.problem import Call, Case, Function, Misconception, Problem, Rule, Written
from autograder.declare.roles import Network, Roles
from autograder.declare.underivable import (
    UnderivableError,
    called,
    check_functions,
    check_mistakes,
    check_names,
    check_ranges,
    check_uses,
)
from autograder.declare.ways import DrawnCall, Ways, apart, ways_of
from autograder.plain.nearest import near

Inputs = Callable[[np.random.Generator, dict[str, int]], "Mapping[str, Any] | tuple[Any, ...]"]
Group = AnyFunction | tuple[AnyFunction, AnyFunction] | tuple[AnyFunction, AnyFunction, AnyFunction]


def operations(
    *,
    name: str,
    title: str,
    functions: Sequence[Group],
    inputs: Inputs,
    ranges: Ranges,
    uses: Mapping[str, tuple[str, ...]] | None = None,
    points: Mapping[str, float] | None = None,
    rules: Mapping[str, Rule | tuple[Rule, ...]] | None = None,
    mistakes: str = "",
    misconceptions: Sequence[Misconception] = (),
    written: Sequence[Written] = (),
) -> Problem:
    """Declare functions, in their order.

    A pair is a function and one that passes gradients back through it. Three are a network: its forward function, its
    loss, and the function that returns the gradients of the loss.

    `inputs` draws arguments for sizes in `ranges`, by their names, or as the tuple of the arguments that the first of
    each pair takes. What it does not draw is derived: an argument named after a piece of what an earlier function
    returns is that piece. In the last of a pair or network, one argument may be the dict that the first one returns.
    In the second of a pair, `dz` is the gradient of the loss by the piece `z`, or by all of the result if that has no
    pieces. What comes out as `dx` or `dW` is the gradient by the argument `x`, or by the entry `W` of a dict. A whole
    number that no function takes is a further size, such as the number of steps or the width of an output.

    `uses` says of a given function which functions or classes it calls, which students write instead of it. Named
    mistakes are made by the shared vocabulary of operations, by `mistakes` in the notation of `declare.mistakes`, and
    by edits (`misconceptions`). Raises UnderivableError if an argument or a result cannot be told.
    """
    check_functions(functions)
    check_ranges(ranges)
    check_mistakes(mistakes)
    drawing = DrawnFunctions.of(functions, inputs, ranges)
    check_uses(uses, tuple(drawing.args))
    asked = questions(tuple(drawing.declared.values()))
    drawing.check_used()
    check_names("points", points, [q.name for q in asked])

    def cases(rng: np.random.Generator) -> tuple[Case, ...]:
        first = drawing.case(rng)
        second = drawing.case(rng, first.sizes)
        return first, *drawing.further(rng, (first, second)), second  # a notebook shows the first two

    declared = {n: replace(f, uses=(uses or {}).get(n, ())) for n, f in drawing.declared.items()}
    network = drawing.network
    written_ones = {n: f for n, f in declared.items() if not f.uses}
    derived = DerivedRules(
        written_ones,
        {f.__name__: f for f in drawing.functions},
        forward="" if network is None else network.forward,
        backward="" if network is None else network.backward,
        by_hand=rules,
    )
    return Problem(
        name=name,
        title=title,
        functions=tuple(declared.values()),
        questions=in_order(questions(tuple(declared.values()), points), derived),
        roles=Roles(network, tuple(pair.role for pair in drawing.pairs)),
        cases=cases,
        rules=derived,
        misconceptions=tuple(misconceptions),
        vocabulary=("operation" if network is None else "network", *filter(None, [mistakes])),
        written=tuple(written),
    )


@dataclass(frozen=True)
class DrawnFunctions:
    """The functions in their order, which of them are pairs, and how their arguments are drawn."""

    functions: tuple[AnyFunction, ...]
    groups: tuple[tuple[str, ...], ...]
    inputs: Inputs
    ranges: Ranges

    @classmethod
    def of(cls, functions: Sequence[Group], inputs: Inputs, ranges: Ranges) -> DrawnFunctions:
        groups = [f if isinstance(f, tuple) else (f,) for f in functions]
        names = tuple(tuple(f.__name__ for f in group) for group in groups)
        return cls(tuple(f for group in groups for f in group), names, inputs, ranges)

    @cached_property
    def forwards(self) -> Mapping[str, str]:
        """The functions that pass gradients back, each with the one that it passes them through."""
        return {group[-1]: group[0] for group in self.groups if len(group) > 1}

    @cached_property
    def losses(self) -> Mapping[str, str]:
        """The functions that return the gradients of a loss, each with the loss."""
        return {group[-1]: group[1] for group in self.groups if len(group) > 2}

    @cached_property
    def args(self) -> Mapping[str, tuple[str, ...]]:
        return {f.__name__: tuple(inspect.signature(f).parameters) for f in self.functions}

    @cached_property
    def _references(self) -> Mapping[str, AnyFunction]:
        return {f.__name__: f for f in self.functions}

    @cached_property
    def _seen(self) -> tuple[dict[str, Function], tuple[ForwardAndBackward, ...]]:
        """Call each function once, and read the forms of the results off the numbers.

        All sizes are different there, and differ from the whole numbers that the function takes, where they can.
        """
        rng = np.random.default_rng(0)
        declared: dict[str, Function] = {}
        pairs: list[ForwardAndBackward] = []
        for name, reference in self._references.items():
            drawn, given = preferably(partial(self._drawn_call, name, rng, declared), apart)
            made = called(name, reference, *given.values(), hint=" for the arguments that inputs() draws")
            if name not in self.forwards:
                declared[name] = Function(name, self.args[name], form_of_result(reference, made, drawn, given))
                continue
            forward = declared[self.forwards[name]]
            pair = pair_of(reference, made, drawn, given, forward, self._upstreams(name, forward))
            pairs.append(pair)
            declared[name] = pair.backward
        return declared, tuple(pairs)

    def _drawn_call(self, name: str, rng: np.random.Generator, declared: Mapping[str, Function]) -> DrawnCall:
        try:
            drawn = self._sizes(rng)
        except DrawError as error:
            words = f"ranges: {', '.join(self.ranges)} have no sizes that all differ"
            raise UnderivableError(f"{words}; let them reach further") from error
        return drawn, self._arguments(name, rng, drawn, declared)

    @property
    def declared(self) -> dict[str, Function]:
        return self._seen[0]

    @property
    def pairs(self) -> tuple[ForwardAndBackward, ...]:
        return tuple(pair for pair in self._seen[1] if pair.upstreams)

    @property
    def network(self) -> Network | None:
        """The role of the first three functions that are a network, or None."""
        found = (p for p in self._seen[1] if not p.upstreams)
        return next((p.network(self.declared[self.losses[p.backward.name]]) for p in found), None)

    def case(self, rng: np.random.Generator, *earlier: Mapping[str, int]) -> Case:
        before = [{name: case[name] for name in self.ranges} for case in earlier]
        of = self._sizes(rng, *before)
        calls = (Call(n, tuple(self._arguments(n, rng, of, self.declared).values())) for n in self.args)
        return Case(of, tuple(calls))

    def further(self, rng: np.random.Generator, cases: Sequence[Case]) -> Iterator[Case]:
        """Yield cases of a single call, until each usual way through each function is taken."""
        for name, ways in self._ways.items():
            calls = [call.args for case in cases for call in case.calls if call.function == name]
            for of, args in ways.untaken(calls, partial(self._drawn_call, name, rng, self.declared)):
                yield Case(of, (Call(name, tuple(args.values())),))

    @cached_property
    def _ways(self) -> Mapping[str, Ways]:
        """The ways through those functions that have branches."""
        rng = np.random.default_rng(1)
        draws = {name: partial(self._drawn_call, name, rng, self.declared) for name in self.args}
        found = {name: ways_of(f, self.args, draws[name]) for name, f in self._references.items()}
        return {name: ways for name, ways in found.items() if ways is not None}

    def _sizes(self, rng: np.random.Generator, *earlier: Mapping[str, int]) -> dict[str, int]:
        """Draw sizes of which also those that follow from others differ, if there are such."""
        return preferably(
            lambda: self._sized(sizes(rng, *earlier, **self.ranges)), lambda of: len({*of.values()}) == len(of)
        )

    def _sized(self, of: dict[str, int]) -> dict[str, int]:
        """Return sizes with the whole numbers that are drawn for no function."""
        drawn = self._inputs(np.random.default_rng(0), of)
        more = drawn.items() if isinstance(drawn, Mapping) else ()
        return {**of, **{name: value for name, value in more if type(value) is int and name not in self._taken}}

    @cached_property
    def _taken(self) -> frozenset[str]:
        return frozenset(arg for args in self.args.values() for arg in args)

    def check_used(self) -> None:
        """Raise UnderivableError if `inputs` draws something that no function takes."""
        rng = np.random.default_rng(0)
        drawn = self._inputs(rng, sizes(rng, **self.ranges))
        more = drawn.items() if isinstance(drawn, Mapping) else ()
        unused = next((name for name, value in more if type(value) is not int and name not in self._taken), None)
        if unused is not None:
            others = near(unused, sorted(self._taken))
            raise UnderivableError(f"inputs() draws {unused!r}, which no function takes{others}")

    def _arguments(
        self, name: str, rng: np.random.Generator, of: dict[str, int], declared: Mapping[str, Function]
    ) -> dict[str, Any]:
        """Draw the arguments of a function by name. Other calls have other ones, and give no answer away."""
        known = self._drawn(name, rng, of)
        if name in self.forwards:
            forward = declared[self.forwards[name]]
            upstreams = self._upstreams(name, forward)
            missing = [a for a in self.args[name] if a not in known and a not in upstreams]
            made = self._answer(forward, known)
            for arg, piece in upstreams.items():
                shape = np.shape(forward.piece(piece, made))
                known[arg] = normal(rng, *shape) if shape else number(rng)
            if len(missing) == 1 and isinstance(made, dict):
                known[missing[0]] = made
        for other in declared.values():
            if any(a in other.pieces and a not in known for a in self.args[name]) and other.name != name:
                made = self._answer(other, {**self._arguments(other.name, rng, of, declared), **known})
                known |= {p: other.piece(p, made) for p in other.pieces if p not in known}
        lacking = next((a for a in self.args[name] if a not in known), None)
        if lacking is not None:
            raise UnderivableError(
                f"{name} takes {lacking!r}, which inputs() does not draw and no earlier function returns in a dict or "
                f"tuple; inputs() draws {', '.join(known)}. If {name} passes gradients back, list it in one group with "
                "its forward function"
            )
        return {arg: known[arg] for arg in self.args[name]}

    def _inputs(self, rng: np.random.Generator, of: dict[str, int]) -> Any:
        """Call the author's `inputs`. Raises UnderivableError."""
        if len(inspect.signature(self.inputs).parameters) != 2:
            raise UnderivableError("inputs takes two arguments: the generator, and the sizes by their symbols")
        return called(
            "inputs()", self.inputs, rng, of, hint=f"; the sizes are {', '.join(of) or 'none: say them in ranges'}"
        )

    def _drawn(self, name: str, rng: np.random.Generator, of: dict[str, int]) -> dict[str, Any]:
        drawn = self._inputs(rng, of)
        each = drawn.values() if isinstance(drawn, Mapping) else drawn if isinstance(drawn, tuple) else ()
        if any(isinstance(value, np.random.Generator) for value in each):
            raise UnderivableError(
                "inputs() returns a Generator, which each call would change; return a whole number `seed`, and let the "
                "function make np.random.default_rng(seed)"
            )
        if isinstance(drawn, Mapping):
            return dict(drawn)
        args = self.args[self.forwards.get(name, name)]
        if not isinstance(drawn, tuple) or len(drawn) != len(args):
            many = f"{len(drawn)} values" if isinstance(drawn, tuple) else f"a {type(drawn).__name__}"
            raise UnderivableError(
                f"inputs() returns {many}, but {name} needs {', '.join(args)}; return a dict by these names. "
                "In a pair, the function that passes gradients back comes second"
            )
        return dict(zip(args, drawn, strict=True))

    def _answer(self, function: Function, known: Mapping[str, Any]) -> Any:
        return called(function.name, self._references[function.name], *function.arguments(known))

    def _upstreams(self, name: str, forward: Function) -> dict[str, str]:
        """Return the gradients that come in, each with the piece of the forward's result that it belongs to."""
        if name in self.losses:
            return {}
        own = [a for a in self.args[name] if a not in forward.args]
        if not forward.pieces:
            return {own[0]: ""} if own else {}
        found = {a: a.removeprefix("d") for a in own if a.startswith("d") and a[1:] in forward.pieces}
        if not found:
            wanted = ", ".join(f"d{piece}" for piece in forward.pieces)
            raise UnderivableError(
                f"{name} takes no gradient of what {forward.name} returns; name an argument {wanted}"
            )
        return found
