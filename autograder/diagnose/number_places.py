"""The places of a formula in which a number may stand that does not belong there."""

from __future__ import annotations

import ast
import copy
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

import numpy as np

from autograder.diagnose.algebra_operators import SUMS
from autograder.diagnose.operators import is_count
from autograder.diagnose.parsed_function import ParsedFunction
from autograder.diagnose.statement_operators import parsed, with_rate

NUMBER = "number_"
"""The argument that holds the number."""
INSIDE = {"np.log": "inside the logarithm", "np.sqrt": "below the root", "np.exp": "in the exponent"}


Scale = tuple[Callable[[float], float], Callable[[float], float]]
"""The way to a number, and back."""
ITSELF: Scale = (float, float)
ONE_OVER: Scale = (lambda v: 1 / v, lambda v: 1 / v)
MAGNITUDE: Scale = (math.exp, math.log)


@dataclass(frozen=True)
class NumberPlace:
    """Where a number stands: the kind of mistake, a sentence about `{}`, and where the search for it starts.

    If it is `small`, only its order of magnitude matters.
    """

    kind: str
    sentence: str
    start: float = 1.0
    small: bool = False

    @property
    def scales(self) -> Sequence[Scale]:
        """The scales on which the number is looked for."""
        return (MAGNITUDE,) if self.small else (ITSELF, ONE_OVER) if self.start else (ITSELF,)


Others = Mapping[Any, ast.AST]
ADDED = "It is what it should be with {{}} added {}. Does the formula say so?"
EXPONENT = "It is what it should be with another exponent, {} times as large. Which one does the formula have?"
AT_VALUES: tuple[tuple[NumberPlace, Callable[[Any, float], Any]], ...] = (
    (NumberPlace("number-added", ADDED.format("to one part of it"), 0.0), lambda value, number: value + number),
    (
        NumberPlace("constant-off", "It is what it should be with one part of it {} times as large: which one?"),
        lambda value, number: value * number,
    ),
    (NumberPlace("power-off", EXPONENT), lambda value, number: np.sign(value) * np.abs(value) ** number),
)
"""What a number may do to any value on the way."""


def places(parts: ParsedFunction, scalars: Sequence[str]) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield what a number may replace, each part with the one that holds it; `scalars` are numbers that are given."""
    plain = (_places, _several_places, _steps, _entropies)
    ways = (*(way(parts) for way in plain), _arguments(parts, scalars), _left_in(parts, scalars))
    return chain.from_iterable(ways)


def _steps(parts: ParsedFunction) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield steps that also make what moves smaller, and turns of a loop that change the rate."""
    shrinks = "It is what it should be if each step also takes {} times the rate and the parameter off: who asks?"
    turns = "It is what it should be if each turn of a loop multiplies lr by {}. Who asks for that?"
    goes_on = "It is what it should be if each step also takes {} times the step before. Who asks for that?"
    walked = {}
    for node in ast.walk(parts.function):
        match node:
            case ast.BinOp(ast.Name(name), ast.Sub(), step) if ast.unparse(step).startswith("lr * "):
                last = f"locals().get('step_{name}', 0.0)"
                walked[step] = parsed(f"(step_{name} := {NUMBER} * {last} + {ast.unparse(step)})")
                yield NumberPlace("earlier-steps-added", goes_on, 0.5), {step: walked[step]}
        match node:
            case ast.BinOp(start, ast.Sub(), step) if ast.unparse(step).startswith("lr * "):
                smaller = parsed(f"{ast.unparse(step)} + lr * {NUMBER} * {ast.unparse(start)}")
                yield NumberPlace("penalty-not-in-loss", shrinks, 0.0), {step: smaller}
        said = "It is what it should be if lr is divided by 1 + {} times the turn of a loop. Who asks for that?"
        if slower := with_rate(node, f"lr / (1 + {NUMBER} * turn_)"):
            yield NumberPlace("rate-changes", said, 0.0), slower
        match node:
            case ast.For(body=body) if "lr *" in ast.unparse(node):
                for at in (0, len(body)):
                    loop = copy.copy(node)
                    loop.body = [*body[:at], *ast.parse(f"lr = lr * {NUMBER}").body, *body[at:]]
                    yield NumberPlace("rate-changes", turns), {node: loop}
    if len(walked) > 1:
        yield NumberPlace("earlier-steps-added", goes_on, 0.5), walked


def _arguments(parts: ParsedFunction, scalars: Sequence[str]) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield arguments for which a number is written, in one place or wherever they are read."""
    _, reads = _arguments_and_reads(parts)
    for name in scalars:
        own = [n for n in reads if n.id == name]
        said = f"It is what it should be if {name} were {{}}, whatever the caller asks for: is a number written there?"
        place = NumberPlace("argument-hard-coded", said, 0.5)
        several = [own, *([one] for one in own)] if len(own) > 1 else [own]
        yield from ((place, {n: parsed(NUMBER) for n in some}) for some in several if some)


def _places(parts: ParsedFunction) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield what counts the examples."""
    for node in (n for n in ast.walk(parts.function) if isinstance(n, ast.expr)):
        text = ast.unparse(node)
        if is_count(node) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            yield from ((place, {node: parsed(count)}) for place, count in _counts(text, text))
        match node:
            case ast.Call(func, [argument], []) if ast.unparse(func) == "np.mean":
                total = ast.unparse(argument)
                for place, count in _counts("the size of what is averaged", f"np.size({total})"):
                    yield place, {node: parsed(f"np.sum({total}) / {count}")}


def _several_places(parts: ParsedFunction) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield all calls of one function at once, with the same number added to what goes into each."""
    calls = [n for n in ast.walk(parts.function) if isinstance(n, ast.Call) and ast.unparse(n.func) in INSIDE]
    for name in INSIDE:
        of = [call for call in calls if ast.unparse(call.func) == name]
        if len(of) > 1:
            size = "np.abs({} + {})" if name != "np.exp" else "{} + {}"  # somebody may have taken it
            yield _inside(of[0]), {c.args[0]: parsed(size.format(ast.unparse(c.args[0]), NUMBER)) for c in of}
    _, reads = _arguments_and_reads(parts)
    taken = [n for c in calls if ast.unparse(c.func) == "np.log" for n in ast.walk(c) if isinstance(n, ast.Name)]
    for name in sorted({n.id for n in taken} - {"np"}):
        for kind, what, before, starts in (
            ("cut-off", "cut off", name, (0.3, 0.02, 0.07, 0.45)),  # the loss bends at each prediction
            ("rounded-prediction", "rounded to 0 or 1 and cut off", f"np.round({name})", (0.3,)),
        ):
            said = f"It is what it should be if {name} is {what} at {{}} from 0 and 1. Does the formula say so?"
            bounded = {n: parsed(f"np.clip({before}, {NUMBER}, 1 - {NUMBER})") for n in reads if n.id == name}
            yield from ((NumberPlace(kind, said, start, small=True), bounded) for start in starts)


def _left_in(parts: ParsedFunction, scalars: Sequence[str]) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield what is left in from other exercises: penalties, lower bounds, sums that end."""
    penalty = NumberPlace("penalty-not-in-loss", "It is what it should be with {} times a penalty: who asks?", 0.0)
    least = "It is what it should be if a divisor or what is below a root is {} at least. Who asks for that?"
    arguments, reads = _arguments_and_reads(parts)
    for node in ast.walk(parts.function):
        match node:
            case ast.Call(func, [_], []) if ast.unparse(func) in SUMS:
                for name, form in product(arguments, ("np.mean({}**2)", "np.sum({}**2)", "np.mean(np.abs({}))")):
                    yield penalty, {node: parsed(f"{ast.unparse(node)} + {NUMBER} * {form.format(name)}")}
            case ast.For(target=ast.Tuple([ast.Name(key), ast.Name(each)])):
                for other in (a for a in arguments if f"{a}[{key}]" in ast.unparse(node)):
                    yield penalty, {n: parsed(f"({each} + {NUMBER} * {other}[{key}])") for n in reads if n.id == each}
            case ast.BinOp(_, ast.Div(), below) | ast.Call(ast.Attribute(attr="sqrt"), [below]):
                yield NumberPlace("cut-off", least), {below: parsed(f"np.maximum({ast.unparse(below)}, {NUMBER})")}
            case ast.Return(ast.expr() as value):
                for one, scalar in product(value.elts if isinstance(value, ast.Tuple) else (value,), scalars):
                    said = f"It is what it should be times 1 - {scalar} ** {{}}. Does your loop end there, or a sum?"
                    shorter = parsed(f"({ast.unparse(one)}) * (1 - {scalar}**{NUMBER})")
                    yield NumberPlace("stops-early", said), {one: shorter}


def _entropies(parts: ParsedFunction) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield smoothed targets, and weights of the examples that are not sure yet, where there are logarithms."""
    arguments, reads = _arguments_and_reads(parts)
    logs = [n for n in ast.walk(parts.function) if isinstance(n, ast.Call) and ast.unparse(n.func) == "np.log"]
    if not logs:
        return
    weights = {c: parsed(f"(1 - {ast.unparse(c.args[0])}) ** {NUMBER} * {ast.unparse(c)}") for c in logs}
    said = "It is what it should be with (1 - ...) ** {} before each logarithm. Who asks for that?"
    yield NumberPlace("factor-extra", said, 0.0), weights
    for name in arguments:
        said = f"It is what it should be if {name} is smoothed by {{}}. Who asks for that?"
        smoothed = f"((1 - {NUMBER}) * {name} + {NUMBER} / max(len({name}), 2))"
        yield NumberPlace("targets-smoothed", said, 0.0), {n: parsed(smoothed) for n in reads if n.id == name}


def _arguments_and_reads(parts: ParsedFunction) -> tuple[list[str], list[ast.Name]]:
    reads = [n for n in ast.walk(parts.function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    return [a.arg for a in parts.function.args.args], reads


def _inside(call: ast.Call) -> NumberPlace:
    return NumberPlace("number-added", ADDED.format(INSIDE[ast.unparse(call.func)]), 0.0)


def _counts(size: str, count: str) -> Iterator[tuple[NumberPlace, str]]:
    said = f"It is what it should be if {size} were {{}}, whatever it is: is a number written there?"
    yield NumberPlace("size-hard-coded", said), NUMBER
    said = f"It is what it should be with {{}} added to {size}. Does the formula say so?"
    yield NumberPlace("another-divisor", said, 0.0), f"({count} + {NUMBER})"
