"""Mistakes in algebra: squares, products, a value before its function, and terms that do not belong."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from autograder.declare.syntax import rewritten
from autograder.diagnose import mistake_kinds as kinds
from autograder.diagnose.mistake_kinds import MistakeKind
from autograder.diagnose.statement_operators import parsed

Found = Iterator[tuple[MistakeKind, ast.expr]]
CURVED = ("np.exp", "np.log", "np.sqrt", "np.tanh")
"""Functions beside whose result another value may be added by mistake."""
SUMS = ("np.sum", "np.mean")


def squares(node: ast.expr) -> Found:
    """Take the size instead of a square, the square of a sum instead of the sum of squares, or expand one wrongly."""
    match node:
        case ast.BinOp(a, ast.Sub() | ast.Add() as outer, ast.BinOp(b, ast.Pow() as power, c)):
            yield kinds.PRECEDENCE, ast.BinOp(ast.BinOp(a, outer, b), power, c)
        case ast.BinOp(a, ast.Pow(), ast.Constant(2)):
            text = ast.unparse(a)
            yield kinds.SQUARE, parsed(f"np.abs({text})")
            yield from ((kinds.AVERAGED, parsed(f"(0 * ({text}) + {total}(({text}) ** 2))")) for total in SUMS)
            for centred in (f"({text} - np.mean({text})) ** 2", f"(({text}) ** 2 - np.mean({text}) ** 2)"):
                yield kinds.CENTRED, parsed(centred)
        case ast.Call(func, [ast.BinOp(a, ast.Pow(), ast.Constant(2))]) if ast.unparse(func) in SUMS:
            inner = ast.unparse(ast.Call(func, [a], node.keywords))
            yield kinds.SQUARE_OUTSIDE, parsed(f"{inner} ** 2")
            if ast.unparse(func) == "np.mean":
                yield kinds.SQUARE_OUTSIDE, parsed(f"np.sum({ast.unparse(a)}) ** 2 / np.size({ast.unparse(a)})")
    match node:
        case ast.Call(func, [a], []) if ast.unparse(func) == "np.mean":  # the total is divided in each turn of a loop
            yield (
                kinds.INDENTATION,
                parsed(f"(lambda v: np.sum(v / v.size ** np.arange(v.size, 0, -1.0)))({ast.unparse(a)})"),
            )
    match node:
        case ast.Call(func, [ast.BinOp(a, ast.Mult(), b)], words) if ast.unparse(func) in SUMS:
            one, other = (ast.Call(func, [factor], words) for factor in (a, b))
            yield kinds.SUMS_MULTIPLIED, ast.BinOp(one, ast.Mult(), other)
        case ast.BinOp(ast.BinOp(a, ast.Sub(), b), ast.Pow(), ast.Constant(2)):
            first, second = f"({ast.unparse(a)})", f"({ast.unparse(b)})"
            for middle in (f"- {first} * {second} +", f"+ 2 * {first} * {second} +", "+", "-"):
                yield kinds.EXPANSION, parsed(f"{first} ** 2 {middle} {second} ** 2")


def products(node: ast.expr) -> Found:
    """Multiply matrices where entries are multiplied, and reshaped, neighbouring or bent values in a product."""
    match node:
        case ast.BinOp(ast.BinOp(a, ast.Mult(), b), ast.Mult(), c):
            first, second, third = (f"({ast.unparse(factor)})" for factor in (a, b, c))
            yield kinds.PRODUCTS, parsed(f"{first} @ {second}.T @ {third}")
            yield kinds.PRODUCTS, parsed(f"{first} @ ({second} * {third}).T")
        case ast.BinOp(a, ast.MatMult(), ast.Attribute(b, "T")):
            first, second = f"({ast.unparse(a)})", f"({ast.unparse(b)})"
            yield kinds.EXTRA_FACTOR, parsed(f"{first} @ ({second} * (1 - {second})).T")
            for other in ("np.roll({0}, 1, axis=1).T", "np.roll({0}, -1, axis=1).T", "{0}[:, ::-1].T"):
                yield kinds.NEIGHBOUR, parsed(f"{first} @ {other.format(second)}")
            for one, other in (("1:", ":-1"), (":-1", "1:")):
                yield kinds.NEIGHBOUR, parsed(f"{first}[:, {one}] @ {second}[:, {other}].T")
            yield (
                kinds.SUMS_MULTIPLIED,
                parsed(f"np.sum({first}, axis=1, keepdims=True) @ np.sum({second}, axis=1, keepdims=True).T"),
            )
            yield kinds.RESHAPED, parsed(f"{first} @ {second}.reshape({second}.T.shape)")
            yield kinds.GROWING, parsed(f"np.cumsum({first}, axis=1) @ {second}.T")
        case ast.BinOp(a, ast.MatMult(), b):
            first, second = f"({ast.unparse(a)})", f"({ast.unparse(b)})"
            yield kinds.RESHAPED, parsed(f"{first} @ {second}.reshape({second}.T.shape).T")
            yield kinds.CENTRED, parsed(f"{first} @ ({second} - np.mean({second}, axis=1, keepdims=True))")
            yield kinds.MEAN_FOR_SUM, parsed(f"{first} @ {second} / len({second})")
    match node:
        case ast.BinOp(a, ast.MatMult(), ast.Attribute(ast.Name() as b, "T")):
            centred = f"({b.id} - np.mean({b.id}, axis=1, keepdims=True)).T"
            yield kinds.CENTRED, parsed(f"({ast.unparse(a)}) @ {centred}")


def slopes(node: ast.expr) -> Found:
    """Take the slope of tanh for that of the sigmoid or the reverse, and means where each entry has its own factor."""
    match node:
        case ast.BinOp(ast.Constant(1 | 1.0), ast.Sub(), ast.BinOp(a, ast.Pow(), ast.Constant(2))):
            yield kinds.OTHER_FUNCTION, parsed(f"({ast.unparse(a)}) * (1 - {ast.unparse(a)})")
        case ast.BinOp(
            a, ast.Mult(), ast.BinOp(ast.Constant(1 | 1.0), ast.Sub(), (ast.Name() | ast.Subscript()) as value)
        ):
            rest = [ast.unparse(a.left)] if isinstance(a, ast.BinOp) and isinstance(a.op, ast.Mult) else []
            own = " * ".join((*rest, f"(1 - {ast.unparse(value)} ** 2)"))
            yield kinds.OTHER_FUNCTION, parsed(own)
    pairs: tuple[tuple[ast.expr, ast.expr], ...]
    match node:
        case ast.BinOp(ast.BinOp(a, ast.Mult(), b), ast.Mult(), c):
            pairs = ((ast.BinOp(a, ast.Mult(), b), c), (a, ast.BinOp(b, ast.Mult(), c)))
        case ast.BinOp(a, ast.Mult(), b):
            pairs = ((a, b), (b, a))
        case _:
            return
    for kept, meant in pairs:
        for axis in ("", ", axis=0, keepdims=True", ", axis=-1, keepdims=True"):
            yield kinds.AVERAGED, parsed(f"({ast.unparse(kept)}) * np.mean({ast.unparse(meant)}{axis})")


def sums_outside(node: ast.expr) -> Found:
    """Add up the values of a function instead of taking the function of a sum."""
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return
    inner = [n for n in ast.walk(node.args[0]) if isinstance(n, ast.Call) and ast.unparse(n.func) in SUMS]
    if len(inner) == 1 and ast.unparse(node.func) not in (*SUMS, "float", "len"):
        (one,) = inner
        text = ast.unparse(node).replace(ast.unparse(one), f"({ast.unparse(one.args[0])})")
        words = "".join(f", {word.arg}={ast.unparse(word.value)}" for word in one.keywords)
        yield kinds.SUM_OUTSIDE, parsed(f"{ast.unparse(one.func)}({text}{words})")


def _of_numbers(function: ast.expr) -> bool:
    """Return whether a function surely takes numbers: one of numpy's for them, or one of the problem's."""
    own = isinstance(function, ast.Name) and not hasattr(builtins, function.id)
    return own or ast.unparse(function) in (*CURVED, *SUMS)


def definitions(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """Return what each variable is that is set once and read in several places."""
    names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
    many = Counter((n.id, isinstance(n.ctx, ast.Store)) for n in names)
    return {
        target.id: statement.value
        for statement in ast.walk(function)
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and many[target.id, True] == 1 < many[target.id, False]
    }


def in_one_place(
    node: ast.expr, defined: Mapping[str, ast.expr], operators: Sequence[Callable[[ast.expr], Found]]
) -> Found:
    """Use something else than a variable in one place: what went into its function, or what it is with a mistake."""
    if isinstance(node, ast.Name) and node.id in defined:
        value = defined[node.id]
        if isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
            yield kinds.FUNCTION, value.args[0]
        yield from (found for operator in operators for found in operator(value))


def all_pairs(node: ast.expr) -> Found:
    """Put another axis on a value in an expression, so that each of its entries meets all of another value."""
    parts = (n for n in ast.walk(node) if isinstance(n, ast.Name | ast.Subscript) and ast.unparse(n) != "np")
    for text in dict.fromkeys(map(ast.unparse, parts)):
        yield kinds.ALL_PAIRS, rewritten(node, partial(_replaced, text=text, new=parsed(f"{text}[..., None]")))


def _replaced(node: ast.AST, text: str, new: ast.expr) -> ast.expr | None:
    return new if isinstance(node, ast.expr) and ast.unparse(node) == text else None


def extra_factors(node: ast.expr, names: Sequence[str]) -> Found:
    """Multiply by another value inside a function, in a product of matrices, or beside a slope; divide by its sum."""
    text = ast.unparse(node)
    match node:
        case ast.Call(func, [argument], words) if _of_numbers(func):
            for other in names:
                factor = parsed(f"({ast.unparse(argument)}) * {other}")
                yield kinds.EXTRA_FACTOR, ast.Call(func, [factor], words)
                if ast.unparse(func) in SUMS and not words:
                    yield kinds.OTHER_DIVISOR, parsed(f"np.sum({ast.unparse(argument)}) / np.sum({other})")
        case ast.BinOp(a, ast.MatMult(), ast.Attribute(b, "T")):
            yield kinds.EXTRA_FACTOR, parsed(f"{ast.unparse(a)} @ ({ast.unparse(b)} ** 2).T")
            yield from (
                (kinds.EXTRA_FACTOR, parsed(f"({ast.unparse(a)} * {factor}) @ {ast.unparse(b)}.T"))
                for other in names
                for factor in (other, f"{other} * (1 - {other})")
            )
        case ast.BinOp(_, ast.Mult(), ast.BinOp(ast.Constant(1 | 1.0), ast.Sub(), b)):
            turned = [f"{name}.T" for name in names]
            yield from ((kinds.EXTRA_FACTOR, parsed(f"({text}) * {other}")) for other in (*names, *turned))
            yield kinds.EXTRA_FACTOR, parsed(f"{ast.unparse(node.left)} * (1 - {ast.unparse(b)} ** 2)")


def extra_terms(node: ast.expr, names: Sequence[str], own: Sequence[str]) -> Found:
    """Add another value beside a function, or subtract it."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in CURVED:
        text = ast.unparse(node)
        for other in (*names, *(o for o in own if o != text)):
            yield from ((kinds.EXTRA_TERM, parsed(f"{text} {sign} {other}")) for sign in "+-")
    match node:
        case ast.BinOp(a, ast.Pow(), ast.Constant(2)):
            text = ast.unparse(a)
            yield from ((kinds.EXTRA_TERM, parsed(f"(({text}) - {other}) ** 2")) for other in names if other != text)


def extremes(function: ast.FunctionDef) -> list[str]:
    """Return the sums, means and extremes that a function computes, as they are written."""
    calls = (n for n in ast.walk(function) if isinstance(n, ast.Call))
    return list(
        dict.fromkeys(ast.unparse(c) for c in calls if ast.unparse(c.func) in ("np.max", "np.min", "np.sum", "np.mean"))
    )
