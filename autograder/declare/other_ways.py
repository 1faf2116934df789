"""Other ways in which students compute a piece: with a function that they wrote before, or from another piece."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.declare.factors import factors, ratio
from autograder.declare.function_body import names_in_code, substituted
from autograder.declare.syntax import below, code_fields, nodes_in, rewritten, same

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
    nodes = nodes_in(made)
    for place in nodes:
        for call in _calls(place, tools, known):
            places.setdefault(ast.unparse(call), {})[id(place)] = call
    for calls in places.values():
        yield _in_place_of(calls, made)
    if len(places) > 1:
        yield _everywhere(made, tools[::-1], known)
    for pattern, other, tool in (map(_expression, texts) for texts in EQUAL):
        variables = [name for name in names_in_code(pattern) if name.endswith("_")]
        for place in nodes:
            found: Found = {}
            if isinstance(place, ast.expr) and _fits(pattern, place, variables, found):
                for call in _calls(substituted(tool, found), tools, known):
                    yield _in_place_of({id(place): substituted(other, {**found, "tool_": call})}, made)


@lru_cache(maxsize=64)
def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _in_place_of(others: Mapping[int, ast.expr], made: ast.expr) -> ast.expr:
    """Return an expression with others in the places of some of its nodes, which are given by their ids."""
    return rewritten(made, lambda node: others.get(id(node)))


def _calls(place: ast.AST, tools: Sequence[Tool], known: Sequence[str]) -> Iterator[ast.expr]:
    return (call for tool in tools if (call := tool.call(place, known)) is not None)


def _everywhere(made: ast.expr, tools: Sequence[Tool], known: Sequence[str]) -> ast.expr:
    """Return an expression with calls wherever one fits; of several tools, the first."""

    def put(node: ast.AST) -> ast.AST | None:
        call = next(_calls(node, tools, known), None)
        return None if call is None else below(call, put)

    return rewritten(made, put)


def from_pieces(made: ast.expr, pieces: Mapping[str, ast.expr]) -> Iterator[ast.expr]:
    """Yield the expression as a product of one of the other pieces, or as the sum of its sums."""
    for name, other in pieces.items():
        piece: ast.expr = ast.Name(name, ast.Load())
        match made, other:
            case ast.Call(sums, [entries], []), ast.Call(others, [summed], [_, *_]) if (
                same(sums, others) and same(sums, _expression("np.sum")) and same(entries, summed)
            ):
                yield ast.Call(sums, [piece], [])
            case _ if (more := ratio(made, other)) is not None:
                yield ast.BinOp(piece, ast.Mult(), more.product())


def _fits(pattern: Any, code: Any, variables: Sequence[str], found: Found) -> bool:
    """Return whether an expression is what a function computes, and note what its arguments stand for."""
    match pattern, code:
        case ast.Name(name), ast.expr() if name in variables:
            return same(found.setdefault(name, code), code)
        case ast.DictComp(), ast.DictComp():
            return _entries_fit(pattern, code, variables, found)
        case list(), list():
            fits = (_fits(a, b, variables, found) for a, b in zip(pattern, code, strict=False))
            return len(pattern) == len(code) and all(fits)
        case ast.AST(), ast.AST() if type(pattern) is type(code):
            fields = code_fields(pattern._fields)
            return all(_fits(getattr(pattern, f), getattr(code, f), variables, found) for f in fields)
    return not isinstance(pattern, ast.AST) and same(pattern, code)


def _entries_fit(pattern: ast.DictComp, code: ast.DictComp, variables: Sequence[str], found: Found) -> bool:
    """Compare two dicts entry by entry. Those of a course have the same keys, whichever is gone through.

    A dict that the function takes may be any dict that can be made here: `grads[key]` stands for all that depends on
    the key, as one factor of a product too.
    """
    (old, new) = (_by_key(one) for one in (pattern, code))
    if old is None or new is None or not same(old.key, new.key):
        return False
    key = ast.unparse(new.key)

    def entry(some: ast.expr, value: ast.expr) -> bool:
        match some, value:
            case ast.Subscript(ast.Name(name), _), _ if name in variables and ast.unparse(some) == f"{name}[{key}]":
                made: ast.expr = ast.DictComp(new.key, value, new.generators)
                if isinstance(value, ast.Subscript) and same(value.slice, new.key):
                    made = value.value
                return _fits(some.value, made, variables, found)
            case ast.BinOp(ast.Name(name), ast.Mult(), ast.Subscript() as other), _ if name in variables:
                rest = factors(value).without(ast.Name(name))
                return (
                    rest is not None
                    and _fits(ast.Name(name), ast.Name(name), variables, found)
                    and entry(other, rest.product())
                )
            case ast.BinOp(a, operator, b), ast.BinOp(c, also, d) if type(operator) is type(also):
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
