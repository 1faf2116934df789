"""The statements of a function put into one another: what each piece of its result is made of.

Loops that fill dicts key by key become comprehensions.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.declare.forms import Fields, Parts
from autograder.declare.problem import Function
from autograder.declare.syntax import nodes_in, rewritten

PURE = frozenset({*dir(np.ndarray), "items", "keys", "values", "get"}) - frozenset(
    {"byteswap", "fill", "itemset", "partition", "put", "resize", "setfield", "setflags", "sort"}
)
"""Methods of arrays and dicts that leave them as they are."""


class NotReadError(Exception):
    """A function is written in a way from which no rules are read: branches, or loops that fill nothing."""


@dataclass(frozen=True)
class FunctionBody:
    """The statements of a function: what each piece of its result is made of, and the names that hold pieces."""

    pieces: Mapping[str, ast.expr]
    held: Mapping[str, str]
    known: Mapping[str, ast.expr]


def body_of(source: str, function: Function) -> FunctionBody:
    """Read the statements of a function.

    What others than assignments and filling loops compute stays unknown, with all pieces that are made of it. Raises
    NotReadError if the function may return early, or no piece can be read.
    """
    node = function_in(source)
    known: dict[str, ast.expr] = {}
    unknown: set[str] = set()
    *statements, last = node.body
    local = set(function.args) | bound_in(node)
    for statement in statements:
        before = dict(known)
        try:
            _read(statement, known)
            if isinstance(statement, ast.For):  # its variables are those of the last turn afterwards
                unknown |= bound_in(statement)
        except NotReadError:
            known = before
            unknown |= set(changed_by(statement)) & local
    if not isinstance(last, ast.Return) or last.value is None or any(map(_leaves, statements)):
        raise NotReadError(f"{function.name} does not end with what it returns")
    unknown |= known.keys() & set(function.args)
    pieces = returned_by(last.value, function)
    known = {n: v for n, v in known.items() if n not in unknown}
    body = FunctionBody(pieces, dict(_also_held(held_by(pieces, function), known)), known)
    others = {p: {name for name in body.held.values() if name.removeprefix("new_") != p} for p in pieces}
    read = {p: e for p, e in pieces.items() if not unknown & _free(inlined(body, function, p)) - others[p]}
    if not read:
        raise NotReadError(f"no piece of {function.name} is an expression")
    return FunctionBody(read, body.held, body.known)


def function_in(source: str) -> ast.FunctionDef:
    """Return the function in a source, with a name of its own for each value that a variable or argument takes.

    `s = s + g**2` becomes `s__1 = s + g**2`, and what comes after it reads `s__1`.
    """
    node = next((n for n in ast.parse(textwrap.dedent(source)).body if isinstance(n, ast.FunctionDef)), None)
    if node is None:
        raise NotReadError("no function that `def` makes")
    taken = {arg.arg for arg in node.args.args}
    inner = {n.arg for part in node.body for n in nodes_in(part) if isinstance(n, ast.arg)}
    for i, statement in enumerate(node.body, 1):
        match statement:
            case ast.Assign([ast.Name(name) as target]) if name in taken - inner:
                target.id = f"{name}__{i}"
                new = {name: target.id}
                node.body[i:] = [rewritten(later, lambda n: _renamed(n, new)) for later in node.body[i:]]  # noqa: B023
        taken |= bound_in(statement)
    return node


def _renamed(node: ast.AST, new: Mapping[str, str]) -> ast.AST | None:
    return ast.Name(new[node.id], node.ctx) if isinstance(node, ast.Name) and node.id in new else None


def bound_in(node: ast.AST) -> set[str]:
    """Return the names that a piece of code assigns, those of its loops included."""
    return {n.id for n in nodes_in(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _free(node: ast.AST) -> set[str]:
    """Return the names in an expression that its comprehensions do not bind."""
    return names_in_code(node) - bound_in(node)


def names_in_code(node: ast.AST) -> set[str]:
    """Return all names in a piece of code."""
    return {n.id for n in nodes_in(node) if isinstance(n, ast.Name)}


def _leaves(statement: ast.stmt) -> bool:
    """Return whether a function may end at a statement."""
    return any(isinstance(n, ast.Return) for n in nodes_in(statement))


def changed_by(statement: ast.stmt) -> Iterator[str]:
    """Yield the names of everything that a statement may change: what it assigns, fills, or calls a method of."""
    match statement:
        case ast.Expr(ast.Call(_, args, words)):  # such as np.add.at(total, places, shares)
            for value in (*args[:1], *(word.value for word in words)):
                yield from names_in_code(value)
    for node in nodes_in(statement):
        match node:
            case ast.Name(name, ast.Store()):
                yield name
            case ast.Call(ast.Attribute(_, name)) if name in PURE:
                pass
            case (
                ast.Subscript(value, _, ast.Store())
                | ast.Call(ast.Attribute(value))
                | ast.Attribute(value, _, ast.Store())
            ):
                yield from names_in_code(value)


def _read(statement: ast.stmt, known: dict[str, ast.expr]) -> None:
    match statement:
        case ast.Expr(ast.Constant()):
            return
        case ast.Assign([ast.Name(name)], value) if name not in known:
            known[name] = value
        case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
            for target, value in zip(targets, values, strict=True):
                _read(ast.Assign([target], value), known)
        case ast.For(target, iterable, body, []):
            _read_loop(target, iterable, body, known)
        case _:
            raise NotReadError(f"line {statement.lineno}")


def _read_loop(target: ast.expr, iterable: ast.expr, body: Sequence[ast.stmt], known: dict[str, ast.expr]) -> None:
    """Turn `for key in ...: made[key] = value` into a comprehension for each dict that it fills."""
    inside: dict[str, ast.expr] = {}
    for statement in body:
        match statement:
            case ast.Assign([ast.Subscript(ast.Name(made), ast.Name() as key)], value):
                clause = ast.comprehension(target, iterable, [], 0)
                known[made] = ast.DictComp(key, substituted(value, inside), [clause])
            case ast.Assign([ast.Name(name)], value) if name not in known:
                inside[name] = substituted(value, inside)
            case _:
                raise NotReadError(f"line {statement.lineno}")


def returned_by(value: ast.expr, function: Function) -> dict[str, ast.expr]:
    """Return the expressions of the pieces of a result. Raises NotReadError if they have no names."""
    match value, function.result:
        case ast.Dict(keys, values), Fields():
            return {str(k.value): v for k, v in zip(keys, values, strict=True) if isinstance(k, ast.Constant)}
        case ast.Tuple(values), Parts() if len(values) == len(function.pieces):
            return dict(zip(function.pieces, values, strict=True))
        case _ if not function.pieces:
            return {"": value}
        case _:
            raise NotReadError(f"{function.name} returns no pieces by name")


def held_by(pieces: Mapping[str, ast.expr], function: Function) -> dict[str, str]:
    """Return the names of the variables that hold pieces, with the names by which rules ask for these."""
    held: dict[str, str] = {}
    for piece, value in pieces.items():
        match _without_float(value):
            case ast.Name(name) if piece and name not in function.args:
                held.setdefault(name, function.in_rules(piece))  # of two equal ones, the later follows from the first
    return held


def _without_float(value: ast.expr) -> ast.expr:
    match value:
        case ast.Call(ast.Name("float"), [argument], []):
            return argument
    return value


def _also_held(held: Mapping[str, str], known: Mapping[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """Yield the variables that hold pieces, with those that they are other names of."""
    for name, piece in held.items():
        yield name, piece
        while isinstance(value := known.get(name), ast.Name) and value.id in known and value.id not in held:
            name = value.id  # noqa: PLW2901
            yield name, piece


def inlined(body: FunctionBody, function: Function, piece: str) -> ast.expr:
    """Return what a piece is made of, from arguments, entries of dict arguments and other pieces."""
    value = body.pieces[piece]
    mine = {name for name, of in body.held.items() if of.removeprefix("new_") == piece}

    def inline(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.Name(name) if name in body.held and name not in mine:
                return ast.Name(body.held[name], ast.Load())
            case ast.Name(name, ast.Load()) if name in body.known:
                return rewritten(body.known[name], inline)
            case ast.Subscript(ast.Name(name), ast.Constant(str(key))) if name in function.args:
                return ast.Name(key, ast.Load())
            case ast.Call(ast.Name("float"), [argument]):
                return rewritten(argument, inline)
        return None

    return rewritten(value, inline)


def substituted(node: ast.expr, values: Mapping[str, ast.expr]) -> ast.expr:
    """Return an expression with others in the places of names."""
    return rewritten(node, lambda n: values.get(n.id) if isinstance(n, ast.Name) else None)
