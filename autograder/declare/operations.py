"""Derive the declaration of operations: functions, and those that pass a gradient back through them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.declare.derive import Ranges, questions
from autograder.declare.derived_rules import DerivedRules
from autograder.declare.draw import normal, number, sizes
from autograder.declare.forms import Array, Number, Parts
from autograder.declare.problem import Call, Case, Function, Problem, Rule, Written
from autograder.declare.roles import Operation, Roles

Inputs = Callable[[np.random.Generator, dict[str, int]], tuple[Any, ...]]
Pair = tuple[Callable[..., Any], Callable[..., Any]]


def operations(
    *,
    name: str,
    title: str,
    functions: Sequence[Pair],
    inputs: Inputs,
    ranges: Ranges,
    points: Mapping[str, float] | None = None,
    rules: Mapping[str, Rule | tuple[Rule, ...]] | None = None,
    mistakes: str = "",
    written: Sequence[Written] = (),
) -> Problem:
    """Declare pairs of functions: one, and the one that passes the gradient of the loss by its result back through it.

    The second takes that gradient first, then the arguments of the first one; it returns the gradients by these in
    their order, one alone or a tuple. `inputs` draws the arguments for sizes in `ranges`. Named mistakes are made by
    the shared vocabulary of operations, and by `mistakes` in the notation of `declare.mistakes`.
    """
    rng = np.random.default_rng(0)
    drawn = sizes(rng, **ranges)
    declared: list[Function] = []
    roles: list[Operation] = []
    for forward, backward in functions:
        args, (upstream, *_) = tuple(inspect.signature(forward).parameters), inspect.signature(backward).parameters
        given = inputs(rng, drawn)
        made = forward(*given)
        gradients = [_form(f"d{arg}", value, drawn) for arg, value in zip(args, given, strict=True)]
        result = Parts(tuple(gradients)) if len(gradients) > 1 else gradients[0]
        declared += [Function(forward.__name__, args, _form("value", made, drawn))]
        declared += [Function(backward.__name__, (upstream, *args), result)]
        pieces = {f"d{arg}": arg for arg in args} if len(args) > 1 else {"": args[0]}
        roles.append(Operation(forward.__name__, backward.__name__, upstream, pieces))

    def case(rng: np.random.Generator, *earlier: Mapping[str, int]) -> Case:
        of = sizes(rng, *earlier, **ranges)
        calls: list[Call] = []
        for forward, backward in functions:
            calls.append(Call(forward.__name__, inputs(rng, of)))
            given = inputs(rng, of)
            shape = np.shape(forward(*given))
            calls.append(Call(backward.__name__, (normal(rng, *shape) if shape else number(rng), *given)))
        return Case(of, tuple(calls))

    def cases(rng: np.random.Generator) -> tuple[Case, ...]:
        first = case(rng)
        return first, case(rng, first.sizes)

    return Problem(
        name=name,
        title=title,
        functions=tuple(declared),
        questions=questions(declared, points),
        roles=Roles(operations=tuple(roles)),
        cases=cases,
        rules=DerivedRules(
            {f.name: f for f in declared}, {f.__name__: f for pair in functions for f in pair}, by_hand=rules
        ),
        vocabulary=("operation", mistakes) if mistakes else ("operation",),
        written=tuple(written),
    )


def _form(name: str, value: Any, drawn: Mapping[str, int]) -> Array | Number:
    symbols = {size: symbol for symbol, size in drawn.items()}
    shape = tuple(symbols.get(extent, extent) for extent in np.shape(value))
    return Array(name, shape) if shape else Number(name)
