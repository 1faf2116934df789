"""Syntax trees: compare them, and rewrite them without changing the old ones."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

N = TypeVar("N", bound=ast.AST)
Change: TypeAlias = Callable[[ast.AST], "ast.AST | None"]
"""Returns what takes the place of a node, or None to keep it and look below it."""
NO_CODE = frozenset({"ctx", "kind", "type_comment"})
"""The fields that two pieces of the same code may differ in."""
TELLING = ("op", "ops", "attr", "id", "func")
"""The fields in which most pieces of code differ already if they differ, without a look below them."""


@lru_cache(maxsize=64)
def code_fields(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return those fields of a node that say what the code is, the most telling ones first."""
    return tuple(sorted((name for name in fields if name not in NO_CODE), key=lambda name: name not in TELLING))


def same(one: Any, other: Any) -> bool:
    """Return whether two nodes, lists of nodes or constants are the same code."""
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.AST):
        return all(same(getattr(one, name, None), getattr(other, name, None)) for name in code_fields(one._fields))
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def nodes_in(tree: ast.AST) -> list[ast.AST]:
    """Return a tree and all nodes below it, level by level, in half the time of `ast.walk`."""
    found = [tree]
    for node in found:  # which grows meanwhile
        for name in node._fields:
            inside = getattr(node, name, None)
            if isinstance(inside, ast.AST):
                found.append(inside)
            elif isinstance(inside, list):
                found += [one for one in inside if isinstance(one, ast.AST)]
    return found


def rewritten(node: N, change: Change) -> N:
    """Return a tree with changed nodes, from the top down. It shares with the old one what stays the same."""
    new: Any = change(node)
    return below(node, change) if new is None else new


def below(node: N, change: Change) -> N:
    """Return a node of which only the nodes below it are changed."""
    changed: dict[str, Any] = {}
    for name in node._fields:
        old = getattr(node, name, None)
        if isinstance(old, ast.AST):
            new = rewritten(old, change)
            if new is not old:
                changed[name] = new
        elif isinstance(old, list):
            several = [rewritten(n, change) if isinstance(n, ast.AST) else n for n in old]
            if any(n is not o for n, o in zip(several, old, strict=True)):
                changed[name] = several
    if not changed:
        return node
    made = copy.copy(node)
    for name, new in changed.items():
        setattr(made, name, new)
    return made
