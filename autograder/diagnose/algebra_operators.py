"""Mistakes in algebra: squares, products, a value before its function, and terms that do not belong."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from autograder.declare.function_body import names_in_code
from autograder.declare.syntax import rewritten
from autograder.diagnose import mistake_kinds as kinds
from autograder.diagnose.mistake_kinds import MistakeKind
from autograder.diagnose.statement_operators import parsed

Found = Iterator[tuple[MistakeKind, ast.expr]]
CURVED = ("np.exp", "np.log", "np.sqrt", "np.tanh")
"""Functions beside whose result another value may be added by mistake."""
SUMS = ("np.sum", "np.mean")


def squares(node: ast.expr) -> Found:
    """Take the size for a square, a square for a multiple, that of a sum for a sum of squares; expand one wrongly."""
    match node:
        case ast.BinOp(a, ast.Sub() | ast.Add() as outer, ast.BinOp(b, ast.Pow() as power, c)):
            yield kinds.PRECEDENCE, ast.BinOp(ast.BinOp(a, outer, b), power, c)
            yield kinds.POWER, parsed(f"np.abs({ast.unparse(ast.BinOp(a, outer, ast.BinOp(b, ast.Mult(), c)))})")
        case ast.BinOp(a, ast.Pow(), ast.Constant(2)):
            text = ast.unparse(a)
            yield kinds.SQUARE, parsed(f"np.abs({text})")
            yield kinds.SQUARE, parsed(f"({text}) * np.abs({text})")
        case ast.Call(func, [ast.BinOp(a, ast.Pow(), ast.Constant(2))]) if ast.unparse(func) in SUMS:
            inner = ast.unparse(ast.Call(func, [a], node.keywords))
            yield kinds.SQUARE_OUTSIDE, parsed(f"{inner} ** 2")
            if ast.unparse(func) == "np.mean":
                yield kinds.SQUARE_OUTSIDE, parsed(f"np.sum({ast.unparse(a)}) ** 2 / np.size({ast.unparse(a)})")
    match node:
        case ast.BinOp(a, ast.Mult(), b):
            yield kinds.PRODUCTS, parsed(f"({ast.unparse(a)}).T @ ({ast.unparse(b)})")
            yield kinds.OPERATION, parsed(f"np.float_power({ast.unparse(b)}, {ast.unparse(a)})")
    match node:
        case ast.Call(func, [ast.BinOp(a, ast.Mult(), b)], words) if ast.unparse(func) in SUMS:
            one, other = (ast.Call(func, [factor], words) for factor in (a, b))
            yield kinds.SUMS_MULTIPLIED, ast.BinOp(one, ast.Mult(), other)
        case ast.BinOp(ast.BinOp(a, ast.Sub(), b), ast.Pow(), ast.Constant(2)):
            first, second = f"({ast.unparse(a)})", f"({ast.unparse(b)})"
            for middle in (f"- {first} * {second} +", f"+ 2 * {first} * {second} +", "+", "-"):
                yield kinds.EXPANSION, parsed(f"{first} ** 2 {middle} {second} ** 2")


def products(node: ast.expr) -> Found:
    """Multiply matrices where entries are multiplied, reshaped or neighbouring values, and add a column as rows."""
    match node:
        case ast.BinOp(ast.BinOp(a, ast.Mult(), b), ast.Mult(), c):
            first, second, third = (f"({ast.unparse(factor)})" for factor in (a, b, c))
            yield kinds.PRODUCTS, parsed(f"{first} @ {second}.T @ {third}")
            yield kinds.PRODUCTS, parsed(f"{first} @ ({second} * {third}).T")
        case ast.BinOp(a, ast.MatMult(), ast.Attribute(b, "T")):
            first, second = f"({ast.unparse(a)})", f"({ast.unparse(b)})"
            for one, other in (("1:", ":-1"), (":-1", "1:")):
                yield kinds.NEIGHBOUR, parsed(f"{first}[:, {one}] @ {second}[:, {other}].T")
            yield (
                kinds.SUMS_MULTIPLIED,
                parsed(f"np.sum({first}, axis=1, keepdims=True) @ np.sum({second}, axis=1, keepdims=True).T"),
            )
            yield kinds.RESHAPED, parsed(f"{first} @ {second}.reshape({second}.T.shape)")
        case ast.BinOp(a, ast.MatMult(), b):
            first, second = f"({ast.unparse(a)})", f"({ast.unparse(b)})"
            yield kinds.RESHAPED, parsed(f"{first} @ {second}.reshape({second}.T.shape).T")
            yield kinds.MEAN_FOR_SUM, parsed(f"{first} @ {second} / len({second})")
        case ast.BinOp(ast.BinOp(op=ast.MatMult()) as product, ast.Add(), column):
            whole, one = f"({ast.unparse(product)})", ast.unparse(column)
            yield kinds.RECYCLED, parsed(f"{whole} + np.resize({one}, {whole}.shape)")
            yield kinds.RECYCLED, parsed(f"{whole} + np.resize({one}, {whole}[:1].shape)")
            yield kinds.RECYCLED, parsed(f"{whole} + np.repeat({one}, {whole}.shape[1]).reshape({whole}.T.shape).T")


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
            both = f"({' * '.join(rest or ['1'])} - np.sum({ast.unparse(a)}, axis=0, keepdims=True))"
            yield kinds.OTHER_FUNCTION, parsed(f"{ast.unparse(value)} * {both}")  # of a softmax


def sums_outside(node: ast.expr) -> Found:
    """Add up the values of a function instead of taking the function of a sum, or the reverse."""
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return
    match node:
        case ast.Call(func, [ast.Call(inside, [argument], [])], axes) if ast.unparse(func) in SUMS:
            yield kinds.FUNCTION_OUTSIDE, ast.Call(inside, [ast.Call(func, [argument], axes)], [])
        case ast.Call(func, [argument], []) if ast.unparse(func) == "np.mean":
            each = f"({ast.unparse(argument)})"
            yield kinds.FLOORED, parsed(f"np.sum({each}) // {each}.size")
            yield kinds.FLOORED, parsed(f"np.sum({each} // {each}.size)")
    inner = [n for n in ast.walk(node.args[0]) if isinstance(n, ast.Call) and ast.unparse(n.func) in SUMS]
    if len(inner) == 1 and ast.unparse(node.func) not in (*SUMS, "float", "len"):
        (one,) = inner
        text = ast.unparse(node).replace(ast.unparse(one), f"({ast.unparse(one.args[0])})")
        words = "".join(f", {word.arg}={ast.unparse(word.value)}" for word in one.keywords)
        yield kinds.SUM_OUTSIDE, parsed(f"{ast.unparse(one.func)}({text}{words})")


def definitions(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """Return what each variable is that is set once, not from itself, and read in several places."""
    names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
    many = Counter((n.id, isinstance(n.ctx, ast.Store)) for n in names)
    return {
        target.id: statement.value
        for statement in ast.walk(function)
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and many[target.id, True] == 1 < many[target.id, False]
        if target.id not in names_in_code(statement.value)
    }


def in_one_place(
    node: ast.expr,
    defined: Mapping[str, ast.expr],
    operators: Sequence[Callable[[ast.expr], Found]],
    around: Sequence[Callable[[ast.expr], Found]],
) -> Found:
    """Use something else than a variable in one place: what went into its function, or what it is with a mistake.

    The mistakes of `around` are those with parentheses, where it is written out.
    """
    match node:
        case ast.Call(args=[ast.Name(name)]) | ast.BinOp(ast.Name(name)) | ast.BinOp(right=ast.Name(name)):
            written = rewritten(node, partial(written_as, text=name, new=defined[name])) if name in defined else node
            yield from (found for operator in around if written is not node for found in operator(written))
    if isinstance(node, ast.Name) and node.id in defined:
        value = defined[node.id]
        if isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
            yield kinds.FUNCTION, value.args[0]
        yield from (found for operator in operators for found in operator(value))


def all_pairs(node: ast.expr) -> Found:
    """Put another axis on a value in an expression, so that each of its entries meets all of another value."""
    parts = (n for n in ast.walk(node) if isinstance(n, ast.Name | ast.Subscript) and ast.unparse(n) != "np")
    for text in dict.fromkeys(map(ast.unparse, parts)):
        yield kinds.ALL_PAIRS, rewritten(node, partial(written_as, text=text, new=parsed(f"{text}[..., None]")))


def written_as(node: ast.AST, text: str, new: ast.expr) -> ast.expr | None:
    """Return another expression for one with this text."""
    return new if isinstance(node, ast.expr) and ast.unparse(node) == text else None


def extra_terms(node: ast.expr, names: Sequence[str], own: Sequence[str]) -> Found:
    """Add another value beside a function, or subtract it."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in CURVED:
        text = ast.unparse(node)
        for other in (*names, *(o for o in own if o != text)):
            yield from ((kinds.EXTRA_TERM, parsed(f"{text} {sign} {other}")) for sign in "+-")


def extremes(function: ast.FunctionDef) -> list[str]:
    """Return the sums, means and extremes that a function computes, as they are written."""
    calls = (n for n in ast.walk(function) if isinstance(n, ast.Call))
    return list(
        dict.fromkeys(ast.unparse(c) for c in calls if ast.unparse(c.func) in ("np.max", "np.min", "np.sum", "np.mean"))
    )
