"""Ways to go wrong, as operators on the source of a right function: each makes variants with one mistake."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, combinations

from autograder.diagnose import mistake_kinds as kinds
from autograder.diagnose.algebra_operators import (
    all_pairs,
    definitions,
    extra_terms,
    extremes,
    in_one_place,
    products,
    slopes,
    squares,
    sums_outside,
)
from autograder.diagnose.finite_loops import LoopEnds, is_addition
from autograder.diagnose.mistake_kinds import MistakeKind
from autograder.diagnose.parsed_function import ParsedFunction
from autograder.diagnose.part_operators import (
    everywhere_alike,
    joined_otherwise,
    loops_over_items,
    other_indents,
    parts_of_sums,
    standing_indices,
)
from autograder.diagnose.statement_operators import changing_rates, growing_sums, is_key, parsed, returned, statements
from autograder.diagnose.value_operators import across_calls, other_values, stale_in_loops, taken_on_the_way


@dataclass(frozen=True)
class Mutant:
    """The syntax tree of a function with one mistake of a kind."""

    kind: MistakeKind
    tree: ast.Module


COUNTS = (" m", ".shape[1]", ".size")
COUNTERS = frozenset({"t", "steps", "epochs", "batch_size"})
OTHER_COUNTS = ("{} - 1", "{} + 1", "max({} - 1, 1)")
CALLING = tuple("abcdefghijklmnopqrstuvwxyz_0123456789])")
"""Before a parenthesis of a call."""
OTHER_FUNCTIONS = {
    "np.log": ("np.log2", "np.log10", "np.log1p"),
    "np.exp": ("np.log", "np.expm1", "np.exp2"),
    "np.sqrt": ("np.square",),
    "np.maximum": ("np.minimum",),
    "np.minimum": ("np.maximum",),
    "max": ("min",),
    "min": ("max",),
    "np.tanh": ("np.sinh", "np.arctan", "np.tan"),
    "np.cosh": ("np.cos", "np.sinh"),
    "np.argmin": ("np.argmax",),
    "np.argmax": ("np.argmin",),
    "np.max": ("np.min", "np.mean", "np.sum", "np.linalg.norm"),
    "np.sum": ("np.max", "np.median", "np.prod", "np.linalg.norm"),
    "np.mean": ("np.max", "np.median", "np.linalg.norm"),
}
Found = Iterator[tuple[MistakeKind, ast.expr]]


def mutants(source: str, entries: Sequence[str] = ()) -> Iterator[Mutant]:
    """Yield all variants of a function with one mistake that end. The same variant may come twice.

    `entries` are values that the function could use besides those in its text, such as `cache["z1"]`.
    """
    function = ParsedFunction.of(source)
    repeats = any(isinstance(n, ast.For | ast.While) or is_addition(n) for n in ast.walk(function.tree))
    ends = LoopEnds(function.tree)
    for kind, node, new in _expressions(function, entries):
        changed = function.with_other(node, new)
        if not repeats or ends.still(node, new) or ends(changed):
            yield Mutant(kind, changed)
    alike = partial(everywhere_alike, operators=(_arithmetic, _calls, _single, squares, slopes))
    values = (_everywhere, alike, stale_in_loops, growing_sums, changing_rates, taken_on_the_way, loops_over_items)
    for kind, changed in chain.from_iterable(way(function) for way in (*values, statements, other_indents, returned)):
        if not repeats or ends(changed):
            yield Mutant(kind, changed)


def _expressions(parts: ParsedFunction, entries: Sequence[str]) -> Iterator[tuple[MistakeKind, ast.expr, ast.expr]]:
    """Yield the expressions that mistakes replace, each with the other one."""
    names = list(dict.fromkeys((*_names(parts.function), *entries)))
    variables = partial(_variables, names=names)
    still = partial(standing_indices, names=names)
    undone = partial(
        in_one_place,
        defined=definitions(parts.function),
        operators=(_arithmetic, all_pairs),
        around=(_precedence, across_calls),
    )
    parts_of_dicts = [ast.unparse(n) for n in ast.walk(parts.function) if isinstance(n, ast.Subscript)]
    terms = partial(extra_terms, names=list(dict.fromkeys((*names, *parts_of_dicts))), own=extremes(parts.function))
    every = [node for node in ast.walk(parts.function) if isinstance(node, ast.expr)]
    filled = [n.value for n in every if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)]
    tuples = [n.value for n in ast.walk(parts.function) if isinstance(n, ast.Return) and isinstance(n.value, ast.Tuple)]
    apart = {id(n) for n in (*filled, *tuples)}
    read = [n for n in every if isinstance(getattr(n, "ctx", ast.Load()), ast.Load) and id(n) not in apart]
    yield from ((kind, node, new) for node in filled for kind, new in variables(node))
    known = (_precedence, _arithmetic, _calls, _single, variables, parts_of_sums, still, joined_otherwise)
    for operator in (*known, squares, products, slopes, sums_outside, undone, terms, other_values, across_calls):
        yield from ((kind, node, new) for node in read for kind, new in operator(node))


def _names(function: ast.FunctionDef) -> list[str]:
    """Return the values that a function can use: its variables, and entries of dicts as they are written."""
    nodes = list(ast.walk(function))
    called = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    names = {n.id for n in nodes if isinstance(n, ast.Name)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
    entries = {ast.unparse(n) for n in nodes if isinstance(n, ast.Subscript) and is_key(n.slice)}
    return sorted(names - called - {"np", "math"}) + sorted(entries)


def is_count(node: ast.expr) -> bool:
    """Return whether an expression counts the examples."""
    return f" {ast.unparse(node)}".endswith(COUNTS)


def _precedence(node: ast.expr) -> Found:
    """Move parentheses: `(a - b)**2` becomes `a - b**2`, `a / (b + c)` becomes `a / b + c`, or the reverse."""
    text = ast.unparse(node)
    for part in (n for n in ast.walk(node) if isinstance(n, ast.BinOp) and isinstance(node, ast.BinOp)):
        bare = ast.unparse(part)
        before, found, after = text.partition(f"({bare})")
        if found and not before.endswith(CALLING):
            yield kinds.PRECEDENCE, parsed(f"{before}{bare}{after}")
    match node:
        case ast.BinOp(ast.BinOp(a, ast.Mult() | ast.MatMult() as times, b), ast.Add() | ast.Sub() as plus, c):
            yield kinds.PRECEDENCE, ast.BinOp(a, times, ast.BinOp(b, plus, c))
        case ast.BinOp(ast.BinOp(a, ast.Add() | ast.Sub() as inner, b), ast.Pow() as power, c):
            yield kinds.PRECEDENCE, ast.BinOp(b, inner, ast.BinOp(a, power, c))
        case ast.BinOp(ast.BinOp(a, ast.Mult(), b), ast.Div() as over, ast.BinOp(c, ast.Add() | ast.Sub() as inner, d)):
            for one, other in ((a, b), (b, a)):
                yield kinds.PRECEDENCE, ast.BinOp(ast.BinOp(ast.BinOp(one, over, c), inner, d), ast.Mult(), other)
        case ast.BinOp(ast.BinOp(a, ast.Pow() as power, c), ast.Sub() | ast.Add() as outer, b):
            yield kinds.PRECEDENCE, ast.BinOp(ast.BinOp(a, outer, b), power, c)


def _arithmetic(node: ast.expr) -> Found:
    match node:
        case ast.BinOp(a, ast.Mult(), b):
            yield from ((kinds.FACTOR, one) for one in (a, b))
            yield kinds.TWICE, ast.BinOp(node, ast.Mult(), b)
            yield kinds.TWICE, ast.BinOp(a, ast.Mult(), node)
            yield kinds.PRODUCTS, ast.BinOp(a, ast.MatMult(), b)
            yield kinds.DIVISION, ast.BinOp(a, ast.Div(), b)
            yield kinds.OPERATION, ast.BinOp(a, ast.Add(), b)
            power = (
                f"np.float_power(np.abs({ast.unparse(a)}), {ast.unparse(b)})"  # of floats: no size becomes astronomical
            )
            yield kinds.OPERATION, parsed(power)
        case ast.BinOp(a, ast.Div(), b):
            yield (kinds.MEAN_MISSING if is_count(b) else kinds.DIVISOR), a
            yield (kinds.MEAN_TWICE if is_count(b) else kinds.TWICE), ast.BinOp(node, ast.Div(), b)
            yield kinds.DIVISION, ast.BinOp(b, ast.Div(), a)
            yield kinds.FLOORED, ast.BinOp(a, ast.FloorDiv(), b)
            yield kinds.DIVISION, ast.BinOp(a, ast.Mult(), b)
        case ast.BinOp(ast.Constant(1 | 1.0), ast.Sub(), b):
            yield kinds.COMPLEMENT, b
            yield kinds.DIFFERENCE, ast.BinOp(b, ast.Sub(), node.left)
            yield kinds.SIGN, ast.BinOp(node.left, ast.Add(), b)
        case ast.BinOp(a, ast.Sub(), b):
            yield kinds.DIFFERENCE, ast.BinOp(b, ast.Sub(), a)
            yield kinds.SIGN, ast.BinOp(a, ast.Add(), b)
            yield kinds.TERM, a
            yield kinds.TERM, ast.UnaryOp(ast.USub(), b)
        case ast.BinOp(a, ast.Add(), b):
            yield kinds.SIGN, ast.BinOp(a, ast.Sub(), b)
            yield kinds.SIGN, ast.BinOp(b, ast.Sub(), a)
            yield from ((kinds.TERM, one) for one in (a, b))
            yield kinds.OPERATION, ast.BinOp(a, ast.Mult(), b)
        case ast.BinOp(a, ast.Pow(), b):
            square = isinstance(b, ast.Constant)
            yield (kinds.SQUARE if square else kinds.POWER), a
            yield (kinds.SQUARE if square else kinds.POWER), ast.BinOp(a, ast.Mult(), b)
            yield (kinds.TWICE if square else kinds.OFF_BY_ONE), ast.BinOp(node, ast.Mult(), a)
        case ast.BinOp(a, ast.MatMult(), b):
            yield kinds.PRODUCTS, ast.BinOp(a, ast.Mult(), b)
            yield kinds.SWAPPED_FACTORS, ast.BinOp(b, ast.MatMult(), a)
            yield kinds.FACTOR, parsed(f"({ast.unparse(a)}) @ np.ones_like({ast.unparse(b)})")
            yield from ((kinds.FACTOR, one) for one in (a, b))
        case ast.UnaryOp(ast.USub(), a):
            yield kinds.SIGN, a
        case ast.Attribute(value, "T"):
            yield kinds.TRANSPOSE, value


def _calls(node: ast.expr) -> Found:
    if not isinstance(node, ast.Call):
        return
    name, args, words = ast.unparse(node.func), node.args, node.keywords
    mean, total = name == "np.mean", name == "np.sum"
    if mean or total:
        yield (
            (kinds.SUM_FOR_MEAN if mean else kinds.MEAN_FOR_SUM),
            ast.Call(parsed("np.sum" if mean else "np.mean"), args, words),
        )
        yield kinds.NOT_SUMMED, args[0]
        yield from _some_examples(f"({ast.unparse(args[0])})", mean=mean) if not words else ()
    for word in words:
        rest = [one for one in words if one is not word]
        if word.arg == "keepdims":
            yield kinds.KEEPDIMS, ast.Call(node.func, args, rest)
        if word.arg == "axis" and isinstance(word.value, ast.Constant) and word.value.value in (0, 1):
            axis = ast.keyword("axis", ast.Constant(1 - word.value.value))
            yield kinds.ANOTHER_AXIS, ast.Call(node.func, args, [*rest, axis])
            yield kinds.AXIS_MISSING, ast.Call(node.func, args, rest)
    for i, k in combinations(range(len(args)), 2) if name != "range" else ():
        swapped = [args[{i: k, k: i}.get(at, at)] for at in range(len(args))]
        yield kinds.SWAPPED_ARGUMENTS, ast.Call(node.func, swapped, words)
    for text in OTHER_FUNCTIONS.get(name, OTHER_FUNCTIONS.get(f"np.{name.removeprefix('math.')}", ())):
        yield kinds.OTHER_FUNCTION, ast.Call(parsed(text), args, words)
    if name == "range":
        yield from _ranges(args)
    elif name not in ("float", "len", "np.mean", "np.sum") and args:
        yield from ((kinds.FUNCTION, argument) for argument in args)


def _some_examples(each: str, *, mean: bool) -> Found:
    """Add up only some examples: the loop returns or overwrites too early, or ends one too soon."""
    count = f" / {each}.size" if mean else ""
    yield kinds.RETURN_IN_LOOP, parsed(f"{each}.flat[0]{count}")
    yield kinds.OVERWRITTEN, parsed(f"{each}.flat[-1]{count}")
    yield kinds.LAST_DROPPED, parsed(f"{each}[..., :-1].sum(){count}")


def _ranges(args: Sequence[ast.expr]) -> Found:
    stop = 0 if len(args) == 1 else 1
    for kind, sign in ((kinds.ONE_SHORT, ast.Sub()), (kinds.ONE_MORE, ast.Add())):
        end = ast.BinOp(args[stop], sign, ast.Constant(1))
        yield kind, ast.Call(ast.Name("range", ast.Load()), [*args[:stop], end, *args[stop + 1 :]], [])
    if len(args) == 1:
        yield kinds.ONE_SHORT, ast.Call(ast.Name("range", ast.Load()), [ast.Constant(1), args[0]], [])


def _single(node: ast.expr) -> Found:
    match node:
        case ast.Constant(value) if isinstance(value, int | float) and not isinstance(value, bool):
            others = (value + 1, value - 1, 2 * value, value / 2)
            yield from ((kinds.CONSTANT, ast.Constant(other)) for other in others if other != value)
        case ast.Name(name) if name in COUNTERS:
            yield from ((kinds.OFF_BY_ONE, parsed(text.format(name))) for text in OTHER_COUNTS)
        case ast.Tuple([rows, columns]) if all(isinstance(e, ast.Name | ast.Constant) for e in (rows, columns)):
            yield kinds.SWAPPED_SIZES, ast.Tuple([columns, rows], ast.Load())
        case ast.Compare(a, [ast.Gt() | ast.Lt() | ast.GtE() | ast.LtE() as how], [b]):
            other = ast.Lt() if isinstance(how, ast.Gt | ast.GtE) else ast.Gt()
            yield kinds.CONDITION, ast.Compare(a, [other], [b])
            yield kinds.CONDITION, a
        case ast.IfExp(_, body, orelse):
            yield from ((kinds.STATEMENT, branch) for branch in (body, orelse))
            yield kinds.CONDITION, ast.BinOp(ast.BinOp(body, ast.Add(), orelse), ast.Div(), ast.Constant(2))


def _variables(node: ast.expr, names: Sequence[str]) -> Found:
    text = ast.unparse(node)
    if text in names:
        yield from ((kinds.WRONG_VARIABLE, parsed(other)) for other in names if other != text)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
        yield kinds.INDEX_FOR_VALUE, node.slice
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and isinstance(node.value, ast.Name):
        for other in names:
            if other != node.value.id and other.isidentifier():
                yield kinds.SAME_SLICE, ast.Subscript(ast.Name(other, ast.Load()), node.slice, ast.Load())


def _everywhere(parts: ParsedFunction) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Change a name wherever it is read: counted from another number, or taken for another argument."""
    arguments = [a.arg for a in parts.function.args.args]
    reads = [n for n in ast.walk(parts.function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    for name in arguments:
        counts = OTHER_COUNTS if name in COUNTERS else ()
        new: list[tuple[MistakeKind, ast.expr]] = [(kinds.OFF_BY_ONE, parsed(text.format(name))) for text in counts]
        new += [(kinds.WRONG_VARIABLE, ast.Name(other, ast.Load())) for other in arguments if other != name]
        yield from ((kind, _with_names(parts, reads, {name: value})) for kind, value in new)
    for one, other in combinations(arguments, 2):
        exchanged = {one: ast.Name(other, ast.Load()), other: ast.Name(one, ast.Load())}
        yield kinds.SWAPPED_ARGUMENTS, _with_names(parts, reads, exchanged)


def _with_names(parts: ParsedFunction, reads: Sequence[ast.Name], values: Mapping[str, ast.expr]) -> ast.Module:
    """Return the function with other values where these names are read."""
    changed = parts.tree
    for node in reads:
        if node.id in values:
            changed = parts.with_other(node, copy.copy(values[node.id]), changed)
    return changed
