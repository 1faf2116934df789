"""The places of a formula in which a number may stand that does not belong there."""

from __future__ import annotations

import ast
import copy
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from autograder.diagnose.operators import is_count
from autograder.diagnose.parsed_function import ParsedFunction
from autograder.diagnose.statement_operators import parsed

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
SCALED = NumberPlace("constant-off", "It is what it should be with one part of it {} times as large: which one?")


def places(parts: ParsedFunction, scalars: Sequence[str]) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield what a number may replace, each part with the one that holds it; `scalars` are numbers that are given."""
    return chain(_places(parts), _several_places(parts), _steps(parts), _arguments(parts, scalars))


def _steps(parts: ParsedFunction) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield steps that also make what moves smaller, and turns of a loop that change the rate."""
    shrinks = "It is what it should be if each step also takes {} times the rate and the parameter off: who asks?"
    turns = "It is what it should be if each turn of a loop multiplies lr by {}. Who asks for that?"
    for node in ast.walk(parts.function):
        match node:
            case ast.BinOp(start, ast.Sub(), step) if ast.unparse(step).startswith("lr * "):
                smaller = parsed(f"{ast.unparse(step)} + lr * {NUMBER} * {ast.unparse(start)}")
                yield NumberPlace("penalty-not-in-loss", shrinks, 0.0), {step: smaller}
            case ast.For(body=body) if "lr *" in ast.unparse(node):
                for at in (0, len(body)):
                    loop = copy.copy(node)
                    loop.body = [*body[:at], *ast.parse(f"lr = lr * {NUMBER}").body, *body[at:]]
                    yield NumberPlace("rate-changes", turns), {node: loop}


def _arguments(parts: ParsedFunction, scalars: Sequence[str]) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield arguments for which a number is written, in one place or wherever they are read."""
    reads = [n for n in ast.walk(parts.function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    for name in scalars:
        own = [n for n in reads if n.id == name]
        said = f"It is what it should be if {name} were {{}}, whatever the caller asks for: is a number written there?"
        place = NumberPlace("argument-hard-coded", said, 0.5)
        several = [own, *([one] for one in own)] if len(own) > 1 else [own]
        yield from ((place, {n: parsed(NUMBER) for n in some}) for some in several if some)


def _places(parts: ParsedFunction) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield the expressions of a function in which a number may stand, each with the one that holds it."""
    for node in (n for n in ast.walk(parts.function) if isinstance(n, ast.expr)):
        text = ast.unparse(node)
        if is_count(node) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            yield _hard_coded(text), {node: parsed(NUMBER)}
        match node:
            case ast.Call(func, [argument, *_]) if ast.unparse(func) in INSIDE:
                added = NumberPlace("number-added", ADDED.format(f"to what {ast.unparse(func)} gives"), 0.0)
                yield added, {node: parsed(f"{text} + {NUMBER}")}
                yield _inside(node), {argument: parsed(f"{ast.unparse(argument)} + {NUMBER}")}
                yield SCALED, {argument: parsed(f"({ast.unparse(argument)}) * {NUMBER}")}
            case ast.Call(func, [argument]) if ast.unparse(func) in ("np.sum", "np.mean"):
                yield SCALED, {node: parsed(f"({text}) * {NUMBER}")}
                yield (
                    NumberPlace("number-added", ADDED.format("to its sum or mean"), 0.0),
                    {node: parsed(f"{text} + {NUMBER}")},
                )
                if ast.unparse(func) == "np.mean" and not node.keywords:
                    yield (
                        _hard_coded("the size of what is averaged"),
                        {node: parsed(f"np.sum({ast.unparse(argument)}) / {NUMBER}")},
                    )
            case ast.BinOp(_, ast.Div(), below):
                added = NumberPlace("number-added", ADDED.format("to what is divided by"), 0.0)
                yield added, {below: parsed(f"{ast.unparse(below)} + {NUMBER}")}
            case ast.BinOp(_, ast.Pow(), power):
                said = (
                    "It is what it should be with another exponent, {} times as large. Which one does the formula have?"
                )
                yield NumberPlace("power-off", said), {power: parsed(f"({ast.unparse(power)}) * {NUMBER}")}
            case ast.BinOp(first, ast.Add() | ast.Sub(), second):
                yield from ((SCALED, {part: parsed(f"({ast.unparse(part)}) * {NUMBER}")}) for part in (first, second))


def _several_places(parts: ParsedFunction) -> Iterator[tuple[NumberPlace, Others]]:
    """Yield all calls of one function at once, with the same number added to what goes into each."""
    calls = [n for n in ast.walk(parts.function) if isinstance(n, ast.Call) and ast.unparse(n.func) in INSIDE]
    for name in INSIDE:
        of = [call for call in calls if ast.unparse(call.func) == name]
        if len(of) > 1:
            yield _inside(of[0]), {c.args[0]: parsed(f"{ast.unparse(c.args[0])} + {NUMBER}") for c in of}
    taken = [n for c in calls if ast.unparse(c.func) == "np.log" for n in ast.walk(c) if isinstance(n, ast.Name)]
    reads = [n for n in ast.walk(parts.function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    for name in sorted({n.id for n in taken} - {"np"}):
        for what, before in (("cut off", name), ("rounded to 0 or 1 and cut off", f"np.round({name})")):
            said = f"It is what it should be if {name} is {what} at {{}} from 0 and 1. Does the formula say so?"
            bounded = f"np.clip({before}, {NUMBER}, 1 - {NUMBER})"
            place = NumberPlace("cut-off" if before == name else "rounded-prediction", said, 0.3, small=True)
            yield place, {n: parsed(bounded) for n in reads if n.id == name}


def _inside(call: ast.Call) -> NumberPlace:
    return NumberPlace("number-added", ADDED.format(INSIDE[ast.unparse(call.func)]), 0.0)


def _hard_coded(size: str) -> NumberPlace:
    said = f"It is what it should be if {size} were {{}}, whatever it is: is a number written there?"
    return NumberPlace("size-hard-coded", said)
