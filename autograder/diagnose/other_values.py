"""Ways to go wrong with any one value on the way to a result, as variants of a right function.

A function is compiled once for each value, which goes through a hook; what replaces it is made of it alone, or of it
and another value at hand. So there are thousands of variants, and each costs no more than a call.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.reference import Reference
from autograder.diagnose import mistake_kinds as kinds
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
Change = Callable[[Any, Mapping[str, Any]], Any]
Table = tuple[tuple[MistakeKind, tuple[str, ...]], ...]
"""What a value `v` becomes, perhaps with another one `o`; in place of AXIS, each axis is tried, and none."""
DIVISORS = ("v.size ** np.arange(v.size, 0, -1.0)", "2 ** np.arange(v.size, 0, -1.0)", "np.arange(1.0, v.size + 1)")
"""By what the terms of a total are divided that is divided in each turn of a loop."""
FAR = ("np.sqrt(v)", "np.sqrt(v) - 0.5", "2 * np.sqrt(v) - 1")
"""What may stand for the square `v` of an error that is above 1."""
AXES = ("", ", axis=0, keepdims=True", ", axis=-1, keepdims=True")
USUAL: Table = (
    (kinds.FUNCTION_EXTRA, ("np.abs(v)", "np.tanh(v)", "1 / (1 + np.exp(-v))", "np.maximum(v, 0)")),
    (kinds.AVERAGED, ("np.mean(v AXIS)", "np.sum(v)")),
    (kinds.CENTRED, ("v - np.mean(v AXIS)",)),
    (kinds.ALL_PAIRS, ("v[..., None]",)),
    (kinds.EXTRA_TERM, ("v - np.max(v)",)),
    (kinds.STANDING_INDEX, ("v[:1]", "v[-1:]", "v[..., :1]", "v[..., -1:]")),
)
ALONE: Table = (
    (kinds.FUNCTION_EXTRA, ("1 / (1 + np.exp(-2 * v))", "1 / (1 + np.exp(-v / 2))", "np.exp(v)", "np.log(v)")),
    (kinds.FUNCTION_EXTRA, ("v * (1 - v)", "1 - v**2", "1 - v", "1 + v", "1.0 * (v > 0)", "np.log1p(np.exp(v))")),
    (kinds.FUNCTION_EXTRA, ("v**2", "v**3", "np.sqrt(v)", "1 / v", "np.sign(v)", "1 / np.cosh(v)", "v * np.abs(v)")),
    (kinds.FUNCTION_EXTRA, ("np.round(v)", "np.trunc(v)", "np.floor(v)", "1 / np.cosh(v)**2")),
    (kinds.OTHER_FUNCTION, tuple(f"np.where(v < 1, {near}, {far})" for near in ("v", "v / 2") for far in FAR)),
    (kinds.OTHER_FUNCTION, ("np.log(np.cosh(np.sqrt(v)))", "np.log1p(v)", "np.minimum(v, 1)", "v / (1 + v)")),
    (kinds.OTHER_FUNCTION, ("np.sqrt(1 + v) - 1", "1 - np.exp(-v)")),
    (kinds.AVERAGED, ("np.sum(v AXIS)",)),
    (kinds.OTHER_FUNCTION, ("np.max(v AXIS)", "np.min(v)", "np.prod(v)")),
    (kinds.EXTRA_FACTOR, ("v / np.sum(v)", "v / np.max(v)", "v / np.max(np.abs(v))", "v / np.std(v)", "v / v.size")),
    (kinds.EXTRA_FACTOR, ("v / np.sqrt(np.sum(v**2 AXIS))",)),
    (kinds.CENTRED, ("(v - np.mean(v AXIS)) / np.std(v AXIS)",)),
    (kinds.EXTRA_TERM, ("v - np.max(v AXIS)",)),
    (kinds.GROWING, ("np.cumsum(v, axis=-1)", "np.cumsum(v, axis=0)", "np.cumprod(v, axis=-1)")),
    (kinds.INDENTATION, tuple(f"v * v.size / ({divisor}).reshape(v.shape)" for divisor in DIVISORS)),
    (kinds.RESHAPED, ("v[..., ::-1]", "v[::-1]", "np.sort(v, axis=-1)", "np.sort(v, axis=0)")),
    (kinds.RESHAPED, ("v.reshape(v.T.shape).T", "v.T.reshape(v.shape)")),
    (kinds.NEIGHBOUR, ("np.roll(v, 1, axis=-1)", "np.roll(v, -1, axis=-1)")),
    (kinds.RESHAPED, ("np.roll(v, 1, axis=0)", "np.roll(v, -1, axis=0)")),
)
USUAL_WITH: Table = ((kinds.EXTRA_FACTOR, ("v * o", "v * o * (1 - o)")),)
WITH_ANOTHER: Table = (
    *USUAL_WITH,
    (kinds.WRONG_VARIABLE, ("o", "1.0 * (o > 0)", "1.0 * (o > 0.5)")),
    (kinds.EXTRA_FACTOR, ("v / o", "v * (1 - o)", "v * (o > 0)", "v * (1 - o**2)", "v * np.sum(o)", "v * np.mean(o)")),
    (kinds.OTHER_DIVISOR, ("v / np.sum(o)", "v / np.mean(o)")),
    (kinds.EXTRA_TERM, ("v + o", "v - o", "o - v")),
    (kinds.FUNCTION_EXTRA, ("np.maximum(v, o)",)),
)
FACTORS = frozenset({kinds.EXTRA_FACTOR, kinds.OTHER_DIVISOR})
Variant = tuple[MistakeKind, Callable[..., Plain]]


@dataclass(frozen=True, eq=False)
class HookedValue:
    """A function in which one value goes through a hook, and how often it does in one call at most.

    `others` is where other values are; the kinds of mistakes in `outside` are the same around the expression outside.
    """

    function: Callable[..., Plain]
    count: int
    others: Sequence[Path]
    outside: frozenset[MistakeKind]

    def changed(self, change: Change) -> Callable[..., Plain]:
        """Return the function with another value, made of the one that comes and all that are at hand."""
        return partial(self.function, **{HOOK: change})


def all_replaced(reference: Reference, function: str, text: str, *, usual: bool = False) -> Iterator[Variant]:
    """Yield the variants of a text, or the most usual of them."""
    for value in hooked_values(reference, function, text):
        if value.count <= (MOST if usual else FEW):
            for kind, made in _functions((*USUAL, *(() if usual else ALONE))):
                yield kind, value.changed(partial(_alone, function=made))
            for kind, made in _functions(USUAL_WITH if usual else WITH_ANOTHER):
                for path in value.others if kind not in value.outside else ():
                    yield kind, value.changed(partial(_mixed, path=path, function=made))


@lru_cache
def _functions(table: Table) -> tuple[tuple[MistakeKind, Callable[..., Any]], ...]:
    several = [(k, text.replace(" AXIS", axis)) for k, texts in table for text in texts for axis in AXES]
    return tuple((k, eval(f"lambda v, o=None: {text}", {"np": np})) for k, text in dict.fromkeys(several))  # noqa: S307


@lru_cache(maxsize=64)
def hooked_values(reference: Reference, function: str, text: str) -> tuple[HookedValue, ...]:
    """Return all values on the way of a right text of a function. Cached: the class shares them."""
    parts, calls, found = ParsedFunction.of(text), shared_calls(reference, function), []
    for places, outside in _places(parts):
        with suppress(Exception):  # not every expression is a value
            tree = parts.with_argument(HOOK, parts.with_others(places))
            hooked = reference.variant(function, compile(tree, f"<{function}>", "exec"))
            found.append(HookedValue(hooked, *_seen(hooked, calls), outside))
    return tuple(found)


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
            case ast.Subscript(value, ctx=ast.Store() | ast.Del()):  # with another one, nothing is written
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


def _seen(hooked: Callable[..., Plain], calls: Sequence[Expected]) -> tuple[int, list[Path]]:
    """Return how often a value is computed, and where others are at hand. Raises ValueError if no value is computed."""
    paths: dict[Path, None] = {}
    counts = []
    for expected in calls:
        seen: list[Mapping[str, Any]] = []

        def record(value: Any, at_hand: Mapping[str, Any], seen: list[Mapping[str, Any]] = seen) -> Any:
            if not _is_value(value) or len(seen) >= MOST:
                raise ValueError("no value, or one for each entry")
            seen.append(dict(at_hand))
            return value

        hooked(*map(fresh, expected.args), **{HOOK: record})
        paths |= dict.fromkeys(_at_hand(seen[-1] if seen else {}))
        counts.append(len(seen))
    if not min(counts, default=0):
        raise ValueError("it is not computed in all calls")
    return max(counts), list(paths)


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


def _alone(value: Any, _: Mapping[str, Any], function: Callable[[Any], Any]) -> Any:
    made, shape = np.asarray(function(value)), np.shape(value)
    if not shape and not made.any():  # as if the number were left out, which is another mistake
        raise ValueError("nothing is left")
    if not shape:
        return float(made.reshape(()))
    return np.broadcast_to(made, shape).copy() if spreads(made.shape, shape) else made


def _mixed(value: Any, found: Mapping[str, Any], path: Path, function: Callable[[Any, Any], Any]) -> Any:
    match path:
        case (name, key):
            other = found[name][key]
        case (name, variable, _):
            other = found[name].get(found[variable], 0.0)
        case _:
            other = found[path[0]]
    made = function(value, other)
    if np.shape(made) != np.shape(value) or not (np.ndim(made) or made):
        raise ValueError("another shape, or nothing is left")
    return made
