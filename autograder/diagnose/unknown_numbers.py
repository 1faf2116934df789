"""Name wrong values that a number in one place of the formula explains, whatever the number: it is solved for.

One entry of the wrong value gives the number, and all others, in all calls, have to agree with it.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.reference import Reference
from autograder.diagnose.derived import quietly, shared_values
from autograder.diagnose.operators import is_count
from autograder.diagnose.parsed_function import ParsedFunction
from autograder.diagnose.statement_operators import parsed
from autograder.judge.numeric import ABSOLUTE, RELATIVE, Floats
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.shared_calls import shared_calls
from autograder.plain.evidence import Plain
from autograder.report.status import Status
from autograder.report.verdict import Verdict

NUMBER = "number_"
TURNS = 12
"""Most steps of the search for the number: from where it would change nothing, the usual ones take two to six."""
FEWEST = 2
"""Fewest wrong entries: one gives the number, the others show that it is meant."""
TINY = 1e-300
LARGEST, SMALLEST = 1e6, 1e-16
EXACT = 1e-12
"""When a number is found, as a share of the entry."""
INSIDE = {"np.log": "inside the logarithm", "np.sqrt": "below the root", "np.exp": "in the exponent"}


Scale = tuple[Callable[[float], float], Callable[[float], float]]
"""The way to a number, and back."""
ITSELF: Scale = (float, float)
ONE_OVER: Scale = (lambda v: 1 / v, lambda v: 1 / v)
MAGNITUDE: Scale = (math.exp, math.log)


@dataclass(frozen=True)
class Place:
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


@dataclass(frozen=True, eq=False)
class Numbered:
    """A function of the reference with an unknown number in one place."""

    place: Place
    function: Callable[..., Plain]

    def answer(self, expected: Expected, number: float) -> Plain:
        """Return the answer to one call with this number."""
        return self.function(*[fresh(a) for a in expected.args], **{NUMBER: number})


@dataclass(frozen=True, eq=False)
class Wrong:
    """The student's values of one piece, and the right ones, in the calls that the class shares."""

    piece: str
    calls: Sequence[Expected]
    got: Sequence[Floats]
    want: Sequence[Floats]

    @property
    def worst(self) -> tuple[int, int] | None:
        """The call and the entry that are furthest off, or None if no other is wrong: one number fits one entry."""
        off = [np.abs(g - w) / np.abs(w).max(initial=TINY) for g, w in zip(self.got, self.want, strict=True)]
        if sum(int((each > RELATIVE).sum()) for each in off) < FEWEST:
            return None
        call = max(range(len(off)), key=lambda i: float(off[i].max(initial=0.0)))
        return call, int(off[call].argmax())

    def same(self, call: int, made: Floats) -> bool:
        """Return whether values are those of the student's in one call."""
        got = self.got[call]
        near = RELATIVE * np.abs(got) + ABSOLUTE * np.abs(got).max(initial=0.0)
        return got.shape == made.shape and bool((np.abs(got - made) <= near).all())


def name_numbers(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference
) -> tuple[Verdict, ...]:
    """Add a name and a sentence to the wrong values without one that a number in one place explains."""
    return tuple(_named(v, answered, reference) if v.nameless and v.status is Status.WRONG else v for v in verdicts)


def _named(verdict: Verdict, answered: Sequence[Answered], reference: Reference) -> Verdict:
    calls, values = shared_calls(reference, verdict.function), shared_values(verdict, answered, reference)
    if not values:
        return verdict
    with quietly():
        got = [_numbers(value, verdict.piece, e) for value, e in zip(values, calls, strict=True)]
        want = [_numbers(e.value, verdict.piece, e) for e in calls]
        wrong = Wrong(verdict.piece, calls, got, want)
        if any(g.shape != w.shape or not np.isfinite(g).all() for g, w in zip(got, want, strict=True)):
            return verdict
        if (worst := wrong.worst) is None:
            return verdict
        for numbered in _numbered(reference, verdict.function):
            number = _solved(numbered, wrong, *worst)
            if number is not None:
                said = numbered.place.sentence.format(f"{number:.4g}")
                return replace(verdict, message=f"{verdict.message} {said}", misconceptions=(numbered.place.kind,))
    return verdict


def _numbers(value: Plain, piece: str, expected: Expected) -> Floats:
    """Return all numbers of one piece of an answer in one row."""
    blocks = [leaf.got.ravel() for leaf in read(value, piece, expected) if isinstance(leaf, Leaf)]
    return np.concatenate(blocks) if blocks else np.zeros(0)


def _solved(numbered: Numbered, wrong: Wrong, call: int, entry: int) -> float | None:
    """Return the number with which the function gives the student's values in all calls, or None."""
    want = float(wrong.got[call][entry])

    def made(i: int, number: float) -> Floats:
        return _numbers(numbered.answer(wrong.calls[i], number), wrong.piece, wrong.calls[i])

    try:
        number = _root(lambda v: float(made(call, v)[entry]) - want, numbered.place, EXACT * abs(want))
        if number is None or not SMALLEST < abs(number) < LARGEST:
            return None
        return number if all(wrong.same(i, made(i, number)) for i in range(len(wrong.calls))) else None
    except Exception:  # noqa: BLE001 - a variant may fail in any way
        return None


def _root(off: Callable[[float], float], place: Place, near: float) -> float | None:
    """Return the number at which something is zero, by the secant method on one scale after the other."""
    for turned, back in place.scales:
        last, now = back(place.start), back(place.start) + 1e-3
        before, after = off(place.start), off(turned(now))
        if before == after:
            return None  # the number changes nothing here
        for _ in range(TURNS):
            if abs(after) <= near:
                return float(turned(now))
            if after == before or not np.isfinite(after):
                break
            last, now, before = now, now - after * (now - last) / (after - before), after
            after = off(turned(now))
    return None


@lru_cache(maxsize=64)
def _numbered(reference: Reference, function: str) -> tuple[Numbered, ...]:
    """Return a function of the reference with a number in each place. Cached: the class shares them."""
    if function not in reference.sources:
        return ()
    parts = ParsedFunction.of(reference.sources[function])
    found = []
    for place, others in (*_places(parts), *_several_places(parts)):
        tree = parts.tree
        for node, new in others.items():
            tree = parts.with_other(node, new, tree)
        (defined,) = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
        arguments = ast.arguments(
            **{**dict(ast.iter_fields(defined.args)), "kwonlyargs": [ast.arg(NUMBER)], "kw_defaults": [None]}
        )
        tree.body = [ast.FunctionDef(**{**dict(ast.iter_fields(defined)), "args": arguments})]
        made = reference.variant(function, compile(ast.fix_missing_locations(tree), f"<{function}>", "exec"))
        found.append(Numbered(place, made))
    return tuple(found)


Others = dict[ast.expr, ast.expr]
ADDED = "It is what it should be with {{}} added {}. Does the formula say so?"
SCALED = Place("constant-off", "It is what it should be with one part of it {} times as large: which one?")


def _places(parts: ParsedFunction) -> Iterator[tuple[Place, Others]]:
    """Yield the expressions of a function in which a number may stand, each with the one that holds it."""
    for node in (n for n in ast.walk(parts.function) if isinstance(n, ast.expr)):
        text = ast.unparse(node)
        if is_count(node) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            yield _hard_coded(text), {node: parsed(NUMBER)}
        match node:
            case ast.Call(func, [argument, *_]) if ast.unparse(func) in INSIDE:
                added = Place("number-added", ADDED.format(f"to what {ast.unparse(func)} gives"), 0.0)
                yield added, {node: parsed(f"{text} + {NUMBER}")}
                yield _inside(node), {argument: parsed(f"{ast.unparse(argument)} + {NUMBER}")}
                yield SCALED, {argument: parsed(f"({ast.unparse(argument)}) * {NUMBER}")}
            case ast.Call(func, [argument]) if ast.unparse(func) in ("np.sum", "np.mean"):
                yield SCALED, {node: parsed(f"({text}) * {NUMBER}")}
                yield Place("number-added", ADDED.format(f"to {text}"), 0.0), {node: parsed(f"{text} + {NUMBER}")}
                if ast.unparse(func) == "np.mean" and not node.keywords:
                    yield (
                        _hard_coded("the size of what is averaged"),
                        {node: parsed(f"np.sum({ast.unparse(argument)}) / {NUMBER}")},
                    )
            case ast.BinOp(_, ast.Div(), below):
                added = Place("number-added", ADDED.format("to what is divided by"), 0.0)
                yield added, {below: parsed(f"{ast.unparse(below)} + {NUMBER}")}
            case ast.BinOp(_, ast.Pow(), power):
                said = (
                    "It is what it should be with another exponent, {} times as large. Which one does the formula have?"
                )
                yield Place("power-off", said), {power: parsed(f"({ast.unparse(power)}) * {NUMBER}")}
            case ast.BinOp(first, ast.Add() | ast.Sub(), second):
                yield from ((SCALED, {part: parsed(f"({ast.unparse(part)}) * {NUMBER}")}) for part in (first, second))


def _several_places(parts: ParsedFunction) -> Iterator[tuple[Place, Others]]:
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
            place = Place("cut-off" if before == name else "rounded-prediction", said, 0.3, small=True)
            yield place, {n: parsed(bounded) for n in reads if n.id == name}


def _inside(call: ast.Call) -> Place:
    return Place("number-added", ADDED.format(INSIDE[ast.unparse(call.func)]), 0.0)


def _hard_coded(size: str) -> Place:
    said = f"It is what it should be if {size} were {{}}, whatever it is: is a number written there?"
    return Place("size-hard-coded", said)
