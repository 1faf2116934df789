"""Ways to write the same thing otherwise, as operators on the source of a right function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

UFUNCS = {
    ast.Add: "np.add",
    ast.Sub: "np.subtract",
    ast.Mult: "np.multiply",
    ast.Div: "np.divide",
    ast.MatMult: "np.matmul",
}
METHODS = ("sum", "mean", "max", "min", "argmax", "argmin")
ENTRY_BY_ENTRY = {"np.exp": "math.exp", "np.log": "math.log", "np.sqrt": "math.sqrt", "np.tanh": "math.tanh"}
NO_NUMBERS = (ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.JoinedStr)
APART = (ast.comprehension, ast.ListComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.IfExp, ast.BoolOp)
"""What is inside these is computed several times, or perhaps not at all."""


def _put(template: str, **parts: ast.expr) -> ast.expr:
    """Return an expression with others in the places of its names."""

    class Put(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return parts.get(node.id, node)

    made: ast.expr = Put().visit(ast.parse(template, mode="eval").body)
    return made


class _Expressions(ast.NodeTransformer):
    """Replace expressions from the inside out by what `other` makes of them."""

    def __init__(self, other: Callable[[ast.expr], ast.expr | None]) -> None:
        self.other = other

    def visit(self, node: ast.AST) -> ast.AST:
        self.generic_visit(node)
        return (self.other(node) if isinstance(node, ast.expr) else None) or node


def _exchanged(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.BinOp(a, ast.Add() | ast.Mult() as operator, b):
            numbers = not isinstance(a, NO_NUMBERS) and not isinstance(b, NO_NUMBERS)
            return ast.BinOp(b, operator, a) if numbers else None
        case ast.BinOp(a, ast.Sub(), b):
            return _put("-b + a", a=a, b=b)
    return None


def _factors(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.BinOp(a, ast.Div(), b):
            return _put("(1.0 / b) * a", a=a, b=b)
        case ast.BinOp(a, ast.Pow(), ast.Constant(2)):
            return _put("a * a", a=a)
    return None


def _ufuncs(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.BinOp(a, operator, b) if type(operator) in UFUNCS:
            numbers = not isinstance(a, NO_NUMBERS) and not isinstance(b, NO_NUMBERS)
            return _put(f"{UFUNCS[type(operator)]}(a, b)", a=a, b=b) if numbers else None
        case ast.UnaryOp(ast.USub(), a):
            return _put("np.negative(a)", a=a)
    return None


def _einsum(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.BinOp(a, ast.MatMult(), b):
            return _put("np.einsum('ij,jk->ik', a, b)", a=a, b=b)
    return None


def _rows(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.BinOp(a, ast.MatMult(), b):
            return _put("(b.T @ a.T).T", a=a, b=b)
    return None


def _methods(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.Call(ast.Attribute(ast.Name("np"), name), [argument, *others], words) if name in METHODS:
            return ast.Call(_put(f"np.asarray(a).{name}", a=argument), others, words)
        case ast.Call(ast.Attribute(ast.Name("np"), "maximum"), [a, b], []):
            return _put("np.where(np.greater(a, b), a, b)", a=a, b=b)
    return None


def _entries(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.Call(function, [argument], []) if ast.unparse(function) in ENTRY_BY_ENTRY:
            return _put(f"np.vectorize({ENTRY_BY_ENTRY[ast.unparse(function)]})(a)", a=argument)
        case ast.BinOp(a, ast.MatMult(), b):
            return _put("np.array([[sum(p * q for p, q in zip(r, c)) for c in zip(*b)] for r in a])", a=a, b=b)
    return None


def _stepwise(statement: ast.stmt, count: Iterator[int]) -> list[ast.stmt]:
    """Put each part of a computation into a variable of its own."""
    before: list[ast.stmt] = []

    class Steps(ast.NodeTransformer):
        def generic_visit(self, node: ast.AST) -> ast.AST:
            return node if isinstance(node, APART) else super().generic_visit(node)

        def visit_Call(self, node: ast.Call) -> ast.AST:
            return self.named(node)

        def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
            return self.named(node)

        def named(self, node: ast.expr) -> ast.AST:
            made: Any = super().generic_visit(node)
            name = f"part_{next(count)}"
            before.append(ast.Assign([ast.Name(name, ast.Store())], made))
            return ast.Name(name, ast.Load())

    match statement:
        case ast.Assign(_, value) | ast.Return(value) | ast.Expr(value) if value is not None:
            statement.value = Steps().visit(value)
    return [*before, statement]


def _in_place(statement: ast.stmt, _: Iterator[int]) -> list[ast.stmt]:
    """Compute into an array of one's own: `z = a + b` becomes `z = np.array(a, float); z += b`."""
    match statement:
        case ast.Assign([ast.Name(name)], ast.BinOp(a, ast.Add() | ast.Sub() | ast.Mult() | ast.Div() as operator, b)):
            first = ast.Assign([ast.Name(name, ast.Store())], _put("np.array(a, dtype=np.float64)", a=a))
            read = {n.id for n in ast.walk(b) if isinstance(n, ast.Name)}
            return [statement] if name in read else [first, ast.AugAssign(ast.Name(name, ast.Store()), operator, b)]
    return [statement]


def _renamed(tree: ast.AST) -> ast.AST:
    """Rename parameters and variables. Functions that are defined inside, and classes, keep their names."""
    nodes = list(ast.walk(tree))
    if any(isinstance(n, ast.ClassDef | ast.Lambda) for n in nodes) or _functions(nodes) > 1:
        return tree
    own = {n.arg for n in nodes if isinstance(n, ast.arg)}
    own |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for node in nodes:
        if isinstance(node, ast.arg):
            node.arg = f"my_{node.arg}"
        elif isinstance(node, ast.Name) and node.id in own:
            node.id = f"my_{node.id}"
    return tree


def _inside(tree: ast.AST) -> ast.AST:
    """Let a function of its own inside do the work."""
    match tree:
        case ast.Module([ast.FunctionDef(_, args, body) as function]) if not args.defaults:
            inner = ast.FunctionDef("work", args, body, [])
            call = ast.Call(ast.Name("work", ast.Load()), [ast.Name(a.arg, ast.Load()) for a in args.args], [])
            function.body = [inner, ast.Return(call)]
    return tree


def _functions(nodes: list[ast.AST]) -> int:
    return sum(isinstance(n, ast.FunctionDef) for n in nodes)


class _Statements(ast.NodeTransformer):
    """Replace the statements of each block by what `others` makes of them."""

    def __init__(self, others: Callable[[ast.stmt, Iterator[int]], list[ast.stmt]]) -> None:
        self.others = others
        self.count = iter(range(10**6))

    def visit(self, node: ast.AST) -> ast.AST:
        self.generic_visit(node)
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, [new for one in block for new in self.others(one, self.count)])
        return node


STYLES: Mapping[str, Callable[[ast.AST], ast.AST]] = MappingProxyType(
    {
        "operands exchanged": lambda tree: _Expressions(_exchanged).visit(tree),
        "factors for divisors": lambda tree: _Expressions(_factors).visit(tree),
        "numpy's functions": lambda tree: _Expressions(_ufuncs).visit(tree),
        "einsum": lambda tree: _Expressions(_einsum).visit(tree),
        "rows inside": lambda tree: _Expressions(_rows).visit(tree),
        "methods": lambda tree: _Expressions(_methods).visit(tree),
        "entry by entry": lambda tree: _Expressions(_entries).visit(tree),
        "step by step": lambda tree: _Statements(_stepwise).visit(tree),
        "in place": lambda tree: _Statements(_in_place).visit(tree),
        "other names": _renamed,
        "a function inside": _inside,
    }
)


def rewritten_in(style: str, source: str) -> str | None:
    """Return a function in another style, or None if it is written in that style already."""
    tree = ast.parse(source)
    before = ast.unparse(tree)
    changed: Any = STYLES[style](tree)
    after = ast.unparse(ast.fix_missing_locations(changed))
    if after == before:
        return None
    if "math." in after and "math." not in before:
        changed.body[0].body.insert(0, ast.Import([ast.alias("math")]))
    return ast.unparse(ast.fix_missing_locations(changed))
