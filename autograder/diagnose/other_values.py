"""Ways to go wrong with any one value on the way to a result, as variants of a right function.

A function is compiled once for each value, which goes through a hook; what replaces it is made of it alone, or of it
and another value at hand. So there are thousands of variants, and each costs no more than a call.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.reference import Reference
from autograder.diagnose import mistake_kinds as kinds
from autograder.diagnose.formula_terms import FUNCTIONS, OUTER
from autograder.diagnose.mistake_kinds import MistakeKind
from autograder.diagnose.parsed_function import ParsedFunction
from autograder.diagnose.sample import spreads
from autograder.diagnose.statement_operators import parsed
from autograder.judge.reading import Expected
from autograder.judge.shared_calls import shared_calls
from autograder.plain.evidence import Plain

HOOK = "value_"
VALUES = (ast.Name, ast.Subscript, ast.BinOp, ast.Call, ast.UnaryOp, ast.Attribute)
FEW, MOST = 4, 16
"""How often a value is computed in one call at most, for all variants and for the usual ones: not once for each entry
of an array."""
Path = tuple[str, ...]
One = Callable[[Any], Any]
Two = Callable[[Any, Any], Any]


def _over(value: Any, function: One) -> Any:
    return value / function(value)


def _centred(value: Any, axis: int | None) -> Any:
    return value - np.mean(value, axis=axis, keepdims=True)


def _standardised(value: Any, axis: int | None) -> Any:
    return _centred(value, axis) / np.std(value, axis=axis, keepdims=True)


def _below_largest(value: Any, axis: int | None) -> Any:
    return value - np.max(value, axis=axis, keepdims=True)


def _divided(value: Any, by: Two) -> Any:
    """Return what makes the mean a total that is divided in each turn of a loop."""
    return value * value.size / by(np.arange(value.size, 0, -1.0), value.size).reshape(value.shape)


USUAL: tuple[tuple[MistakeKind, tuple[One, ...]], ...] = (
    (kinds.FUNCTION_EXTRA, (np.abs, np.tanh, *(f for text, f in FUNCTIONS if text in ("sigmoid({})", "max(0, {})")))),
    (kinds.AVERAGED, tuple(partial(f, keepdims=True) for f in (np.mean, np.sum))),
    (kinds.AVERAGED, tuple(partial(np.mean, axis=a, keepdims=True) for a in (0, -1))),
    (kinds.CENTRED, tuple(partial(_centred, axis=a) for a in (None, -1))),
    (kinds.STANDING_INDEX, (lambda v: v[:1], lambda v: v[-1:], lambda v: v[..., :1], lambda v: v[..., -1:])),
)
ALONE: tuple[tuple[MistakeKind, tuple[One, ...]], ...] = (
    (kinds.FUNCTION_EXTRA, tuple(f for _, f in (*FUNCTIONS, *OUTER[6:]))),
    (kinds.FUNCTION_EXTRA, (np.round, np.trunc, np.floor, lambda v: v * np.abs(v))),
    (kinds.AVERAGED, tuple(partial(f, keepdims=True) for f in (np.max, np.min, np.prod))),
    (kinds.AVERAGED, tuple(partial(f, axis=a, keepdims=True) for f in (np.sum, np.max) for a in (0, -1))),
    (kinds.EXTRA_FACTOR, tuple(partial(_over, function=f) for f in (np.sum, np.max, np.linalg.norm, np.std, np.size))),
    (
        kinds.EXTRA_FACTOR,
        tuple(partial(_over, function=partial(np.linalg.norm, axis=a, keepdims=True)) for a in (0, -1)),
    ),
    (
        kinds.INDENTATION,
        tuple(partial(_divided, by=by) for by in (lambda i, m: m**i, lambda i, _: 2**i, lambda i, m: m - i + 1)),
    ),
    (kinds.CENTRED, (partial(_centred, axis=0), *(partial(_standardised, axis=a) for a in (None, 0, -1)))),
    (kinds.EXTRA_TERM, tuple(partial(_below_largest, axis=a) for a in (None, 0, -1))),
    (kinds.GROWING, tuple(partial(f, axis=a) for f in (np.cumsum, np.cumprod) for a in (0, -1))),
    (kinds.RESHAPED, tuple(partial(f, axis=a) for f in (np.flip, np.sort) for a in (0, -1))),
    (kinds.RESHAPED, (lambda v: v.reshape(v.T.shape).T, lambda v: v.T.reshape(v.shape))),
    (kinds.NEIGHBOUR, tuple(partial(np.roll, shift=by, axis=a) for by in (1, -1) for a in (0, -1))),
)
"""What a value may be replaced by that is made of it alone, after what is more usual."""
USUAL_WITH: tuple[tuple[MistakeKind, tuple[Two, ...]], ...] = (
    (kinds.EXTRA_FACTOR, (np.multiply, lambda v, o: v * o * (1 - o))),
)
WITH_ANOTHER: tuple[tuple[MistakeKind, tuple[Two, ...]], ...] = (
    *USUAL_WITH,
    (kinds.WRONG_VARIABLE, (lambda _, o: o, lambda _, o: 1.0 * (o > 0))),
    (kinds.EXTRA_FACTOR, (np.divide, lambda v, o: v * (1 - o), lambda v, o: v * (o > 0), lambda v, o: v * (1 - o**2))),
    (kinds.EXTRA_FACTOR, (lambda v, o: v * np.sum(o), lambda v, o: v * np.mean(o))),
    (kinds.OTHER_DIVISOR, (lambda v, o: v / np.sum(o), lambda v, o: v / np.mean(o))),
    (kinds.EXTRA_TERM, (np.add, np.subtract, lambda v, o: o - v)),
    (kinds.FUNCTION_EXTRA, (np.maximum,)),
)
"""What it may be replaced by that is made of it and another value."""
FACTORS = frozenset({kinds.EXTRA_FACTOR, kinds.OTHER_DIVISOR})
Variant = tuple[MistakeKind, Callable[..., Plain]]


def all_replaced(reference: Reference, function: str, text: str, *, usual: bool = False) -> Iterator[Variant]:
    """Yield the variants of a text, or the most usual of them."""
    parts, calls = ParsedFunction.of(text), shared_calls(reference, function)
    for places, outside in _places(parts):
        try:
            tree = parts.with_argument(HOOK, parts.with_others(places))
            hooked = reference.variant(function, compile(tree, f"<{function}>", "exec"))
            others = _others(hooked, calls, MOST if usual else FEW)
        except Exception:  # noqa: BLE001, S112 - not every expression is a value
            continue
        alone = [
            (kind, partial(_alone, function=f)) for kind, some in (*USUAL, *(() if usual else ALONE)) for f in some
        ]
        mixed = [
            (kind, partial(_mixed, path=path, function=f))
            for kind, some in (USUAL_WITH if usual else WITH_ANOTHER)
            for path in (others if kind not in outside else ())
            for f in some
        ]
        yield from ((kind, partial(hooked, **{HOOK: change})) for kind, change in (*alone, *mixed))


def _hooked(node: ast.expr) -> ast.expr:
    return parsed(f"{HOOK}({ast.unparse(node)}, locals())")


def _places(parts: ParsedFunction) -> Iterator[tuple[dict[ast.expr, ast.expr], frozenset[MistakeKind]]]:
    """Yield expressions that may be values with what hooks them, each by itself, then all that read an argument.

    With them come the kinds of mistakes that are the same around the expression outside. What is returned by its name
    is made elsewhere.
    """
    every = list(ast.walk(parts.function))
    apart = {id(n.func) for n in every if isinstance(n, ast.Call)} | {id(d) for d in parts.function.args.defaults}
    outside: dict[int, frozenset[MistakeKind]] = {}
    for node in every:
        match node:
            case ast.Return(ast.Name() as value):
                apart.add(id(value))
            case ast.Return(ast.Dict(values=values) | ast.Tuple(values)):
                apart |= {id(n) for n in values if isinstance(n, ast.Name)}
            case ast.BinOp(a, ast.Mult(), b):
                outside |= dict.fromkeys(map(id, (a, b)), FACTORS)
            case ast.BinOp(a, ast.Div(), _):
                outside[id(a)] = FACTORS
            case ast.BinOp(a, ast.Add() | ast.Sub(), b):
                outside |= dict.fromkeys(map(id, (a, b)), frozenset({kinds.EXTRA_TERM}))
    found = [n for n in every if isinstance(n, VALUES) and id(n) not in apart and ast.unparse(n) not in ("np", "math")]
    read: list[ast.expr] = [n for n in found if isinstance(getattr(n, "ctx", ast.Load()), ast.Load)]
    yield from (({n: _hooked(n)}, outside.get(id(n), frozenset())) for n in read)
    yield from (place for n in read for place in _regrouped(n))
    arguments = [a.arg for a in parts.function.args.args]
    for names in ([name] for name in arguments) if len(arguments) < 2 else (*([name] for name in arguments), arguments):
        several: dict[ast.expr, ast.expr] = {n: _hooked(n) for n in read if isinstance(n, ast.Name) and n.id in names}
        yield from [(several, frozenset[MistakeKind]())] if len(several) > 1 else ()


def _regrouped(node: ast.expr) -> Iterator[tuple[dict[ast.expr, ast.expr], frozenset[MistakeKind]]]:
    """Yield values that are no expressions, because of the order in which the operations come."""
    match node:
        case ast.BinOp(ast.BinOp(a, ast.Mult() as first, b), ast.Mult(), c) | ast.BinOp(
            ast.BinOp(a, ast.Add() as first, b), ast.Add() | ast.Sub(), c
        ):
            yield {node: ast.BinOp(a, first, _hooked(ast.BinOp(b, node.op, c)))}, FACTORS | {kinds.EXTRA_TERM}
        case ast.BinOp(a, ast.Pow(), ast.Constant(2)):
            yield {node: ast.BinOp(a, ast.Mult(), _hooked(a))}, FACTORS


def _others(hooked: Callable[..., Plain], calls: Sequence[Expected], most: int) -> list[Path]:
    """Return where other values are that are at hand, by their names. Raises ValueError if no value is computed."""
    paths: dict[Path, None] = {}
    for expected in calls:
        seen: list[Mapping[str, Any]] = []

        def record(value: Any, at_hand: Mapping[str, Any], seen: list[Mapping[str, Any]] = seen) -> Any:
            if not _is_value(value):
                raise ValueError("no value")
            seen.append(dict(at_hand))
            return value

        hooked(*map(fresh, expected.args), **{HOOK: record})
        if not 0 < len(seen) <= most:
            raise ValueError("not computed, or very often")
        paths |= dict.fromkeys(_at_hand(seen[-1]))
    return list(paths)


def _is_value(value: Any) -> bool:
    return isinstance(value, float | np.floating) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def _at_hand(found: Mapping[str, Any]) -> Iterator[Path]:
    """Yield the ways to all numbers: a name, or that of a dict and a key, or the name of a variable that holds it."""
    keys = {v: name for name, v in found.items() if isinstance(v, str)}
    for name, value in found.items():
        if _is_value(value):
            yield (name,)
        elif isinstance(value, dict):
            usual = [key for key in value if key in keys]
            yield from ((name, keys[key], "") for key in usual if _is_value(value[key]))
            yield from ((name, key) for key, v in value.items() if not usual and isinstance(key, str) and _is_value(v))


def _alone(value: Any, _: Mapping[str, Any], function: One) -> Any:
    made, shape = np.asarray(function(value)), np.shape(value)
    if not shape:
        return float(made.reshape(()))
    return np.broadcast_to(made, shape).copy() if spreads(made.shape, shape) else made


def _mixed(value: Any, found: Mapping[str, Any], path: Path, function: Two) -> Any:
    match path:
        case (name, key):
            other = found[name][key]
        case (name, variable, _):
            other = found[name].get(found[variable], 0.0)
        case _:
            other = found[path[0]]
    made = function(value, other)
    if np.shape(made) != np.shape(value):
        raise ValueError("another shape")
    return made
