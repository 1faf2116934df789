"""Rewrite a function so that it goes on with given values instead of some that it has computed.

Whether `dW1` is right by itself shows once the function goes on with a `dz1` that is known: both sides of the sandbox
rewrite in the same way, the judge the reference and the student's process the student's function.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from types import CodeType, FunctionType
from typing import Any

GIVEN = "__given__"
"""The name of the dict that holds the values."""


class NotRewrittenError(Exception):
    """There is no such function in the source, or it has no variable for a value."""


def going_on(
    function: Any, source: str, line: int, values: Mapping[str, Any], pieces: Collection[str], flags: int = 0
) -> FunctionType:
    """Return a variant of a function that goes on with the given values once it has computed its own.

    `source` is the text that defines it on this line, `flags` are those that it was compiled with. `pieces` are the
    names of all that it returns, in order if it is a tuple. A value is a variable that has its name or is returned for
    it, or an entry of a dict. Raises NotRewrittenError if there is no such variant.
    """
    if not isinstance(function, FunctionType) or function.__closure__:
        raise NotRewrittenError("no function of a cell")
    name, known = function.__name__, {**function.__globals__, GIVEN: values}
    try:
        tree = _rewritten(source, function.__code__.co_name, line, values, pieces)
        whole = compile(tree, function.__code__.co_filename, "exec", flags=flags, dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise NotRewrittenError(f"the source of {name} cannot be read") from error
    (code,) = (constant for constant in whole.co_consts if isinstance(constant, CodeType))
    made = FunctionType(code, known, name, function.__defaults__)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def _rewritten(source: str, function: str, line: int, names: Collection[str], pieces: Collection[str]) -> ast.Module:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == function and _first_line(node) == line:
            giver = _Giver(names, _variables(node, tuple(pieces)))
            node.body = giver.block(node.body)
            node.decorator_list, node.returns = [], None
            node.args = _without_values(node.args)
            if giver.given != set(names):
                raise NotRewrittenError(f"{function} has no variable for each of {', '.join(names)}")
            return ast.fix_missing_locations(ast.Module([node], []))
    raise NotRewrittenError(f"no definition of {function} on line {line}")


def _without_values(args: ast.arguments) -> ast.arguments:
    """Leave out defaults and annotations: the function keeps its own; only its code changes."""
    for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg):
        if arg is not None:
            arg.annotation = None
    args.defaults, args.kw_defaults = [], [None] * len(args.kwonlyargs)
    return args


def _first_line(node: ast.FunctionDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _variables(function: ast.FunctionDef, pieces: tuple[str, ...]) -> dict[str, str]:
    """Return the piece that each variable holds."""
    named = {piece: piece for piece in pieces}
    for node in ast.walk(function):
        match node:
            case ast.Dict(keys, values):
                pairs = list(zip((k.value if isinstance(k, ast.Constant) else None for k in keys), values, strict=True))
            case ast.Call(func=ast.Name("dict"), keywords=keywords):
                pairs = [(word.arg, word.value) for word in keywords]
            case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(key))], value=value):
                pairs = [(key, value)]
            case ast.Return(value=ast.Tuple(elements)) if len(elements) == len(pieces):
                pairs = list(zip(pieces, elements, strict=True))
            case _:
                continue
        named |= {value.id: key for key, value in pairs if isinstance(value, ast.Name) and key in pieces}
    return named


class _Giver:
    """Inserts a statement after each one that computes a value; `given` are the names that it has inserted."""

    def __init__(self, names: Collection[str], variables: dict[str, str]) -> None:
        self.names = frozenset(names)
        self.variables = variables
        self.given: set[str] = set()

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Return statements with the inserted ones."""
        return list(chain.from_iterable((self.inside(statement), *self.after(statement)) for statement in body))

    def inside(self, statement: ast.stmt) -> ast.stmt:
        if isinstance(statement, ast.If | ast.For | ast.While | ast.With | ast.Try):
            for name in ("body", "orelse", "finalbody"):
                if getattr(statement, name, None):
                    setattr(statement, name, self.block(getattr(statement, name)))
        return statement

    def after(self, statement: ast.stmt) -> Iterator[ast.stmt]:
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AugAssign | ast.AnnAssign):
            targets = [statement.target]
        else:
            return
        for target in chain.from_iterable(t.elts if isinstance(t, ast.Tuple | ast.List) else (t,) for t in targets):
            name = self._held_by(target)
            if name in self.names:
                self.given.add(name)
                yield ast.parse(f"{ast.unparse(target)} = {GIVEN}[{name!r}]").body[0]

    def _held_by(self, target: ast.expr) -> str:
        match target:
            case ast.Name(name):
                return self.variables.get(name, "")
            case ast.Subscript(slice=ast.Constant(str(key))):
                return key
            case _:
                return ""
