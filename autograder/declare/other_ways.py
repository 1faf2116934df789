"""Other ways in which students compute a piece: with a function that they wrote before, or from another piece."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare.factors import factors, ratio
from autograder.declare.function_body import names_in_code, substituted

EQUAL = (
    ("a_ ** 2", "tool_", "a_ * a_"),
    ("a_ > 0", "tool_ > 0", "np.maximum(a_, 0)"),
    ("a_ > b_", "tool_ == a_", "np.maximum(a_, b_)"),
    ("a_ < b_", "tool_ == b_", "np.maximum(a_, b_)"),
    ("np.tanh(a_)", "2 * tool_ - 1", "1 / (1 + np.exp(-(2 * a_)))"),
)
"""What somebody writes instead because there is a function for a part of it, and this part."""
ENTRYWISE = "__entrywise__"
"""The name under which rules find `entrywise`."""
Found = dict[str, ast.expr]
"""What the arguments of a function stand for."""


@dataclass(frozen=True)
class Tool:
    """A function that others may be written with, one piece of its result ("" is all of it), and what that is made of.

    `entrywise` functions take arrays of any one shape, and no numbers.
    """

    name: str
    args: tuple[str, ...]
    piece: str
    made: ast.expr
    entrywise: bool

    def call(self, place: ast.AST, known: Sequence[str]) -> ast.expr | None:
        """Return the call that an expression can be replaced by, or None.

        Arguments that play no part in it are those of the same name among `known`.
        """
        found: Found = {}
        if not isinstance(place, ast.expr) or not _fits(self.made, place, self.args, found):
            return None
        found = {**{name: ast.Name(name, ast.Load()) for name in known}, **found}
        if not found.keys() >= set(self.args):
            return None
        made = asked(self.name, [found[arg] for arg in self.args], entry_by_entry=self.entrywise)
        return ast.Subscript(made, ast.Constant(self.piece), ast.Load()) if self.piece else made


def asked(function: str, args: Sequence[ast.expr], *, entry_by_entry: bool) -> ast.Call:
    """Return the call of a student's own function, as rules make it."""
    call, given = ast.Name("call", ast.Load()), [ast.Constant(function), *args]
    if entry_by_entry:
        return ast.Call(ast.Name(ENTRYWISE, ast.Load()), [call, *given], [])
    return ast.Call(call, given, [])


def entrywise(call: Callable[..., Any], function: str, *args: Any) -> Any:
    """Call a function of arrays of one shape. Numbers become arrays; if all are numbers, return one."""
    arrays = [np.array(a, dtype=np.float64) for a in np.broadcast_arrays(*map(np.atleast_1d, args))]
    made = call(function, *arrays)
    return made if any(map(np.ndim, args)) else made[0]


def through_tools(made: ast.expr, tools: Sequence[Tool], known: Sequence[str]) -> Iterator[ast.expr]:
    """Yield an expression with calls of tools in it: each one wherever it fits, then all of them at once."""
    places: dict[str, dict[int, ast.expr]] = {}
    for place in ast.walk(made):
        for call in _calls(place, tools, known):
            places.setdefault(ast.unparse(call), {})[id(place)] = call
    for calls in places.values():
        yield copy.deepcopy(made, dict(calls))
    if len(places) > 1:
        yield _Everywhere(tools, known).visit(copy.deepcopy(made))
    for old, new, part in EQUAL:
        pattern, other, tool = (ast.parse(text, mode="eval").body for text in (old, new, part))
        variables = [name for name in names_in_code(pattern) if name.endswith("_")]
        for place in ast.walk(made):
            found: Found = {}
            if isinstance(place, ast.expr) and _fits(pattern, place, variables, found):
                for call in _calls(substituted(tool, found), tools, known):
                    yield copy.deepcopy(made, {id(place): substituted(other, {**found, "tool_": call})})


def _calls(place: ast.AST, tools: Sequence[Tool], known: Sequence[str]) -> Iterator[ast.expr]:
    return (call for tool in tools if (call := tool.call(place, known)) is not None)


class _Everywhere(ast.NodeTransformer):
    """Put calls wherever one fits; of several tools, the one that was written last."""

    def __init__(self, tools: Sequence[Tool], known: Sequence[str]) -> None:
        self.tools, self.known = tools[::-1], known

    def visit(self, node: ast.AST) -> Any:
        return self.generic_visit(next(_calls(node, self.tools, self.known), node))


def from_pieces(made: ast.expr, pieces: Mapping[str, ast.expr]) -> Iterator[ast.expr]:
    """Yield the expression as a product of one of the other pieces, or as the sum of its sums."""
    for name, other in pieces.items():
        piece: ast.expr = ast.Name(name, ast.Load())
        match made, other:
            case ast.Call(sums, [entries], []), ast.Call(others, [same], [_, *_]) if ast.unparse(sums) == ast.unparse(
                others
            ) == "np.sum" and ast.unparse(entries) == ast.unparse(same):
                yield ast.Call(sums, [piece], [])
            case _ if (more := ratio(made, other)) is not None:
                yield ast.BinOp(piece, ast.Mult(), more.product())


def _fits(pattern: Any, code: Any, variables: Sequence[str], found: Found) -> bool:
    """Return whether an expression is what a function computes, and note what its arguments stand for."""
    match pattern, code:
        case ast.Name(name), ast.expr() if name in variables:
            return ast.unparse(found.setdefault(name, code)) == ast.unparse(code)
        case ast.DictComp(), ast.DictComp():
            return _entries_fit(pattern, code, variables, found)
        case list(), list():
            same = len(pattern) == len(code)
            return same and all(_fits(a, b, variables, found) for a, b in zip(pattern, code, strict=True))
        case ast.AST(), ast.AST() if type(pattern) is type(code):
            fields = [f for f in pattern._fields if f not in ("ctx", "kind")]
            return all(_fits(getattr(pattern, f), getattr(code, f), variables, found) for f in fields)
    return not isinstance(pattern, ast.AST) and type(pattern) is type(code) and bool(pattern == code)


def _entries_fit(pattern: ast.DictComp, code: ast.DictComp, variables: Sequence[str], found: Found) -> bool:
    """Compare two dicts entry by entry. Those of a course have the same keys, whichever is gone through.

    A dict that the function takes may be any dict that can be made here: `grads[key]` stands for all that depends on
    the key, as one factor of a product too.
    """
    (old, new) = (_by_key(one) for one in (pattern, code))
    if old is None or new is None or ast.unparse(old.key) != ast.unparse(new.key):
        return False
    key = ast.unparse(new.key)

    def entry(some: ast.expr, value: ast.expr) -> bool:
        match some, value:
            case ast.Subscript(ast.Name(name), _), _ if name in variables and ast.unparse(some) == f"{name}[{key}]":
                whole = copy.deepcopy(new)
                whole.value = value
                made = value.value if isinstance(value, ast.Subscript) and ast.unparse(value.slice) == key else whole
                return _fits(some.value, made, variables, found)
            case ast.BinOp(ast.Name(name), ast.Mult(), ast.Subscript() as other), _ if name in variables:
                rest = factors(value).without(ast.Name(name))
                return (
                    rest is not None
                    and _fits(ast.Name(name), ast.Name(name), variables, found)
                    and entry(other, rest.product())
                )
            case ast.BinOp(a, operator, b), ast.BinOp(c, same, d) if type(operator) is type(same):
                return entry(a, c) and entry(b, d)
        return _fits(some, value, variables, found)

    return entry(old.value, new.value)


def _by_key(made: ast.DictComp) -> ast.DictComp | None:
    """Return a comprehension over the keys of a dict, its values looked up. None if it is another one."""
    match made.generators:
        case [ast.comprehension(ast.Name(), ast.Name(), [])]:
            return made
        case [
            ast.comprehension(
                ast.Tuple([ast.Name() as key, ast.Name(value)]),
                ast.Call(ast.Attribute(ast.Name() as of, "items"), [], []),
                [],
            )
        ]:
            looked_up = ast.Subscript(ast.Name(of.id, ast.Load()), ast.Name(key.id, ast.Load()), ast.Load())
            clause = ast.comprehension(ast.Name(key.id, ast.Store()), of, [], 0)
            return ast.DictComp(made.key, substituted(made.value, {value: looked_up}), [clause])
    return None
