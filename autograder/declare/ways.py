"""The ways through a function: which of its branches a call takes. A mistake in one shows only where it is taken."""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any, TypeAlias

import numpy as np

from autograder.declare.calls import fresh, globals_in
from autograder.declare.draw import MOST_DRAWS
from autograder.declare.syntax import rewritten

DRAWS = 64
"""Draws in which the ways of a function are counted."""
SELDOM = DRAWS // 16
"""A way that fewer draws take is left to chance."""
MOST_WAYS = 8
TAKE, CHOOSE = "__take__", "__choose__"

Way: TypeAlias = frozenset[tuple[int, int]]
"""The branches that one call takes."""
DrawnCall: TypeAlias = tuple[dict[str, int], dict[str, Any]]
"""Sizes, and the arguments of a function by name."""


def apart(call: DrawnCall) -> bool:
    """Return whether no whole number among the arguments is a size, so that an extent is one or the other."""
    sizes, given = call
    return not any(type(value) is int and value in sizes.values() for value in given.values())


@dataclass(frozen=True)
class Ways:
    """How to tell which way a call takes, and the ways that at least one draw in sixteen takes."""

    way: Callable[..., Way]
    usual: frozenset[Way]

    def untaken(self, calls: Iterable[Sequence[Any]], draw: Callable[[], DrawnCall]) -> Iterator[DrawnCall]:
        """Draw calls that take the usual ways that `calls` do not take."""
        left = self.usual - {self.way(*args) for args in calls}
        for _ in range(MOST_DRAWS):
            if not left:
                break
            of, args = draw()
            taken = self.way(*args.values())
            if taken in left:
                left -= {taken}
                yield of, args


def ways_of(function: Any, asked: Collection[str], draw: Callable[[], DrawnCall]) -> Ways | None:
    """Return the ways through a function, or None if there is no branch in it.

    The helpers that it calls belong to it, except those that are `asked` themselves.
    """
    way = _way_of(function, asked)
    if way is None:
        return None
    counted = Counter(way(*draw()[1].values()) for _ in range(DRAWS))
    return Ways(way, frozenset(one for one, times in counted.most_common(MOST_WAYS) if times >= SELDOM))


def _way_of(function: Any, asked: Collection[str]) -> Callable[..., Way] | None:
    """Return a function that tells which way a call takes."""
    places = itertools.count()
    taken: set[tuple[int, int]] = set()

    def marked(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.If(test, body, orelse):
                place = next(places)
                arms = ([ast.Expr(_call(TAKE, place, i)), *block] for i, block in enumerate((body, orelse)))
                return ast.If(rewritten(test, marked), *([rewritten(s, marked) for s in arm] for arm in arms))
            case ast.IfExp(test, body, orelse):
                place = next(places)
                both = enumerate(rewritten(arm, marked) for arm in (body, orelse))
                told = (ast.BoolOp(ast.Or(), [_call(TAKE, place, i), arm]) for i, arm in both)  # take returns None
                return ast.IfExp(rewritten(test, marked), *told)
            case ast.Call(ast.Name("min" | "max") | ast.Attribute(attr="minimum" | "maximum"), [_, _] as args, []):
                return _call(CHOOSE, next(places), node.func, *(rewritten(arg, marked) for arg in args))
        return None

    def choose(place: int, of: Callable[..., Any], *args: Any) -> Any:
        made = of(*args)
        if all(np.ndim(arg) == 0 for arg in args):
            taken.update((place, i) for i, arg in enumerate(args) if arg == made)
        return made

    trees = {name: rewritten(tree, marked) for name, tree in _trees(function, asked)}
    if not next(places):
        return None
    known = {**function.__globals__, TAKE: lambda *branch: taken.add(branch), CHOOSE: choose}
    for name, tree in trees.items():
        whole = compile(ast.fix_missing_locations(ast.Module([tree], [])), f"<ways of {name}>", "exec")
        (code,) = (constant for constant in whole.co_consts if isinstance(constant, CodeType))
        known[name] = FunctionType(code, known, name, known.get(name, function).__defaults__)

    def way(*args: Any) -> Way:
        taken.clear()
        known[function.__name__](*fresh(list(args)))
        return frozenset(taken)

    return way


def _call(function: str, *args: Any) -> ast.Call:
    given = [arg if isinstance(arg, ast.expr) else ast.Constant(arg) for arg in args]
    return ast.Call(ast.Name(function, ast.Load()), given, [])


def _trees(function: Any, asked: Collection[str]) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield a function and its helpers from the same file by name, as syntax trees."""
    waiting, seen = [function], {*asked}
    while waiting:
        one = waiting.pop()
        seen.add(one.__name__)
        try:
            (tree,) = ast.parse(textwrap.dedent(inspect.getsource(one))).body
        except (OSError, SyntaxError, TypeError, ValueError):
            continue
        if isinstance(tree, ast.FunctionDef):
            yield one.__name__, tree
        found = (one.__globals__.get(name) for name in sorted(globals_in(one.__code__) - seen))
        waiting += [f for f in found if isinstance(f, FunctionType) and f.__module__ == one.__module__]
