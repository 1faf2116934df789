"""Ways to go wrong, as operators on the source of a right function: each makes variants with one mistake."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from autograder.diagnose import mistake_kinds as kinds
from autograder.diagnose.finite_loops import ends
from autograder.diagnose.mistake_kinds import MistakeKind
from autograder.diagnose.syntax_tree import locate, with_node


@dataclass(frozen=True)
class Mutant:
    """The syntax tree of a function with one mistake of a kind."""

    kind: MistakeKind
    tree: ast.Module


COUNTS = (" m", ".shape[1]", ".size")
COUNTERS = frozenset({"t", "steps", "epochs", "batch_size"})
OTHER_FUNCTIONS = {
    "np.log": ("np.log2", "np.log10", "np.log1p"),
    "np.exp": ("np.log", "np.expm1"),
    "np.sqrt": ("np.square",),
    "np.maximum": ("np.minimum",),
    "np.minimum": ("np.maximum",),
    "max": ("min",),
    "min": ("max",),
    "np.tanh": ("np.sinh", "np.arctan"),
    "np.argmin": ("np.argmax",),
    "np.argmax": ("np.argmin",),
    "np.max": ("np.min",),
}
Found = Iterator[tuple[MistakeKind, ast.expr]]


def mutants(source: str) -> Iterator[Mutant]:
    """Yield all variants of a function with one mistake that end. The same variant may come twice."""
    tree = ast.parse(source)
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    old = {id(node) for node in ast.walk(tree)}
    for kind, changed in _changed(tree, function):
        if ends(changed):
            locate(changed, old, function.lineno)
            yield Mutant(kind, changed)


def _changed(tree: ast.Module, function: ast.FunctionDef) -> Iterator[tuple[MistakeKind, ast.Module]]:
    names = _names(function)
    for operator in (_precedence, _arithmetic, _calls, _single, partial(_variables, names=names)):
        for node in ast.walk(function):
            if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                for kind, new in operator(node):
                    yield kind, with_node(tree, node, new)
    yield from _everywhere(tree, function)
    yield from _statements(tree, function)
    yield from _returned(tree, function)


def _names(function: ast.FunctionDef) -> list[str]:
    """Return the values that a function can use: its variables, and entries of dicts as they are written."""
    nodes = list(ast.walk(function))
    called = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    names = {n.id for n in nodes if isinstance(n, ast.Name)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
    entries = {ast.unparse(n) for n in nodes if isinstance(n, ast.Subscript) and _is_key(n.slice)}
    return sorted(names - called - {"np", "math"}) + sorted(entries)


def _is_key(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_count(node: ast.expr) -> bool:
    return f" {ast.unparse(node)}".endswith(COUNTS)


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _precedence(node: ast.expr) -> Found:
    """Leave out parentheses: `(a - b)**2` becomes `a - b**2`, and `a / (b + c)` becomes `a / b + c`."""
    match node:
        case ast.BinOp(ast.BinOp(a, ast.Add() | ast.Sub() as inner, b), ast.Pow() as power, c):
            yield kinds.PRECEDENCE, ast.BinOp(a, inner, ast.BinOp(b, power, c))
            yield kinds.PRECEDENCE, ast.BinOp(b, inner, ast.BinOp(a, power, c))
        case ast.BinOp(
            a, ast.Mult() | ast.Div() as outer, ast.BinOp(b, ast.Add() | ast.Sub() | ast.Mult() as inner, c)
        ):
            yield kinds.PRECEDENCE, ast.BinOp(ast.BinOp(a, outer, b), inner, c)
    match node:
        case ast.BinOp(ast.BinOp(a, ast.Add() | ast.Sub() as inner, b), ast.Mult() | ast.Div() as outer, c):
            yield kinds.PRECEDENCE, ast.BinOp(a, inner, ast.BinOp(b, outer, c))
        case ast.BinOp(a, ast.Sub(), ast.BinOp(b, ast.Div(), ast.BinOp(c, ast.Add() | ast.Sub() as inner, d))):
            yield kinds.PRECEDENCE, ast.BinOp(ast.BinOp(a, ast.Sub(), ast.BinOp(b, ast.Div(), c)), inner, d)


def _arithmetic(node: ast.expr) -> Found:
    match node:
        case ast.BinOp(a, ast.Mult(), b):
            yield from ((kinds.FACTOR, one) for one in (a, b))
            yield kinds.TWICE, ast.BinOp(node, ast.Mult(), b)
            yield kinds.TWICE, ast.BinOp(a, ast.Mult(), node)
            yield kinds.PRODUCTS, ast.BinOp(a, ast.MatMult(), b)
            yield kinds.DIVISION, ast.BinOp(a, ast.Div(), b)
        case ast.BinOp(a, ast.Div(), b):
            yield (kinds.MEAN_MISSING if _is_count(b) else kinds.DIVISOR), a
            yield (kinds.MEAN_TWICE if _is_count(b) else kinds.TWICE), ast.BinOp(node, ast.Div(), b)
            yield kinds.DIVISION, ast.BinOp(b, ast.Div(), a)
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
        case ast.BinOp(a, ast.Pow(), b):
            yield kinds.SQUARE, a
            yield kinds.SQUARE, ast.BinOp(a, ast.Mult(), b)
            yield kinds.TWICE, ast.BinOp(node, ast.Mult(), a)
        case ast.BinOp(a, ast.MatMult(), b):
            yield kinds.PRODUCTS, ast.BinOp(a, ast.Mult(), b)
            yield kinds.SWAPPED_FACTORS, ast.BinOp(b, ast.MatMult(), a)
            yield kinds.FACTOR, _parsed(f"({ast.unparse(a)}) @ np.ones_like({ast.unparse(b)})")
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
            ast.Call(_parsed("np.sum" if mean else "np.mean"), args, words),
        )
        yield kinds.NOT_SUMMED, args[0]
    for word in words:
        rest = [one for one in words if one is not word]
        if word.arg == "keepdims":
            yield kinds.KEEPDIMS, ast.Call(node.func, args, rest)
        if word.arg == "axis" and isinstance(word.value, ast.Constant) and word.value.value in (0, 1):
            axis = ast.keyword("axis", ast.Constant(1 - word.value.value))
            yield kinds.ANOTHER_AXIS, ast.Call(node.func, args, [*rest, axis])
            yield kinds.AXIS_MISSING, ast.Call(node.func, args, rest)
    for text in OTHER_FUNCTIONS.get(name, ()):
        yield kinds.OTHER_FUNCTION, ast.Call(_parsed(text), args, words)
    if name == "range":
        yield from _ranges(args)
    elif name not in ("float", "len", "np.mean", "np.sum") and args:
        yield from ((kinds.FUNCTION, argument) for argument in args)


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
            yield from ((kinds.OFF_BY_ONE, ast.BinOp(node, sign, ast.Constant(1))) for sign in (ast.Sub(), ast.Add()))
        case ast.IfExp(_, body, orelse):
            yield from ((kinds.STATEMENT, branch) for branch in (body, orelse))


def _variables(node: ast.expr, names: Sequence[str]) -> Found:
    text = ast.unparse(node)
    if text in names:
        yield from ((kinds.WRONG_VARIABLE, _parsed(other)) for other in names if other != text)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and isinstance(node.value, ast.Name):
        for other in names:
            if other != node.value.id and other.isidentifier():
                yield kinds.SAME_SLICE, ast.Subscript(ast.Name(other, ast.Load()), node.slice, ast.Load())


def _everywhere(tree: ast.Module, function: ast.FunctionDef) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Change a name wherever it is read: counted from another number, or taken for another argument."""
    arguments = [a.arg for a in function.args.args]
    for name in arguments:
        read = ast.Name(name, ast.Load())
        signs = (ast.Sub(), ast.Add()) if name in COUNTERS else ()
        new: list[tuple[MistakeKind, ast.expr]] = [
            (kinds.OFF_BY_ONE, ast.BinOp(read, s, ast.Constant(1))) for s in signs
        ]
        new += [(kinds.WRONG_VARIABLE, ast.Name(other, ast.Load())) for other in arguments if other != name]
        for kind, value in new:
            changed = tree
            reads = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name]
            for node in (n for n in reads if isinstance(n.ctx, ast.Load)):
                changed = with_node(changed, node, value)
            yield kind, changed


def _statements(tree: ast.Module, function: ast.FunctionDef) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Leave out a statement, or let two neighbours change places."""
    for parent in ast.walk(function):
        block = getattr(parent, "body", None)
        if not isinstance(block, list) or len(block) < 2:
            continue
        for i, statement in enumerate(block):
            if isinstance(statement, ast.Return) or (isinstance(statement, ast.Expr) and _is_key(statement.value)):
                continue
            yield kinds.STATEMENT, _with_body(tree, parent, [*block[:i], *block[i + 1 :]])
            if i + 1 < len(block) and not isinstance(block[i + 1], ast.Return):
                yield kinds.ORDER, _with_body(tree, parent, [*block[:i], block[i + 1], statement, *block[i + 2 :]])


def _with_body(tree: ast.Module, parent: ast.AST, body: list[ast.stmt]) -> ast.Module:
    new = copy.copy(parent)
    new.body = body  # type: ignore[attr-defined]
    return with_node(tree, parent, new)


def _returned(tree: ast.Module, function: ast.FunctionDef) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Exchange what is returned, and leave an entry of a list of losses unfilled."""
    last = function.body[-1]
    if not isinstance(last, ast.Return):
        return
    match last.value:
        case ast.Dict(keys, values):
            for order in _exchanged(len(values)):
                yield kinds.SWAPPED_RESULTS, with_node(tree, last.value, ast.Dict(keys, [values[i] for i in order]))
        case ast.Tuple(elements):
            for order in _exchanged(len(elements)):
                swapped = ast.Tuple([elements[i] for i in order], ast.Load())
                yield kinds.SWAPPED_RESULTS, with_node(tree, last.value, swapped)
            yield from _unfilled(tree, function, last)


def _exchanged(count: int) -> Iterator[list[int]]:
    """Yield the orders in which two entries have changed places."""
    for one, other in combinations(range(count), 2):
        order = list(range(count))
        order[one], order[other] = other, one
        yield order


def _unfilled(
    tree: ast.Module, function: ast.FunctionDef, last: ast.Return
) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Let the loop of steps run once too few, with a zero for the missing loss at either end."""
    returned = last.value
    loop = next((s for s in function.body if isinstance(s, ast.For) and ast.unparse(s.iter).startswith("range(")), None)
    if loop is None or not isinstance(returned, ast.Tuple) or "losses" not in ast.unparse(returned.elts[-1]):
        return
    shortened = with_node(tree, loop.iter, _parsed(f"range({ast.unparse(loop.iter)[6:-1]} - 1)"))
    (changed,) = (node for node in shortened.body if isinstance(node, ast.FunctionDef))
    end = changed.body[-1]
    for text in ("{} + [0.0]", "[0.0] + {}"):
        losses = _parsed(text.format(ast.unparse(returned.elts[-1])))
        new = ast.Return(ast.Tuple([*returned.elts[:-1], losses], ast.Load()))
        yield kinds.LAST_LEFT, with_node(shortened, end, new)
